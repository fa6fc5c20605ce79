\set u random(1, 250)
\set t random(1, 2500)
\set n random(1, 1000000000)
BEGIN;
INSERT INTO tasks (user_id, "Label", rank) VALUES (:u, 'w', 1) RETURNING id AS task \gset
INSERT INTO ledger VALUES ('task', :task, :u);
INSERT INTO comments (task_id, number, author_id, body) VALUES (:task, :n, :u, 'w');
INSERT INTO ledger VALUES ('comment', :task, :n);
INSERT INTO events (happened_at, user_id, kind) VALUES (now(), :u, 'w') RETURNING id AS event \gset
INSERT INTO ledger VALUES ('event', :event, :u);
INSERT INTO loose VALUES ('w' || :n, 'w');
INSERT INTO fleeting VALUES (2000 + :n, 'w') ON CONFLICT DO NOTHING;
INSERT INTO parts VALUES (:n, '2021-05-05', :u, 'w');
END;
UPDATE tasks SET rank = rank + 1, user_id = :u WHERE id = :t AND "Label" <> 'w';
UPDATE users SET score = score + 1 WHERE id = :u;
UPDATE events SET kind = 'u' WHERE id = :t AND kind <> 'w';
UPDATE loose SET note = 'u' WHERE name = 'name ' || (:t % 1000);
-- Its child keeps living without a parent, its comments do not.
DELETE FROM tasks WHERE id = 5 * (:t / 5) + 4 AND "Label" <> 'w';
