CREATE TABLE articles (id bigint PRIMARY KEY, slug text NOT NULL UNIQUE, body text);
CREATE TABLE comments (id bigint PRIMARY KEY, article_id bigint NOT NULL REFERENCES articles, body text);
CREATE INDEX comments_article_id_idx ON comments (article_id);
