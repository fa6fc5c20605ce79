CREATE TABLE posts (
    id bigint PRIMARY KEY
);
CREATE TABLE photos (
    id bigint PRIMARY KEY
);
CREATE TABLE videos (
    id bigint PRIMARY KEY
);
CREATE TABLE comments (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    post_id bigint REFERENCES posts (id),
    photo_id bigint REFERENCES photos (id),
    video_id bigint REFERENCES videos (id),
    body text NOT NULL,
    CHECK (num_nonnulls(post_id, photo_id, video_id) = 1)
);
CREATE INDEX ON comments (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX ON comments (photo_id) WHERE photo_id IS NOT NULL;
CREATE INDEX ON comments (video_id) WHERE video_id IS NOT NULL;
