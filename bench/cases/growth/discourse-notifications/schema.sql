CREATE TABLE notifications (
    id serial PRIMARY KEY,
    user_id integer NOT NULL,
    kind smallint NOT NULL,
    is_read boolean NOT NULL DEFAULT false,
    data text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX notifications_user ON notifications (user_id, id DESC);
CREATE TABLE shelved_notifications (id bigserial PRIMARY KEY, notification_id integer NOT NULL UNIQUE);
