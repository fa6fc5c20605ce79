-- name: Latest
-- calls: 400k/day
SELECT p.id, p.title, a.name FROM posts p JOIN authors a ON a.id = p.author_id ORDER BY p.at DESC LIMIT 20;

-- name: GetPost
-- calls: 600k/day
SELECT p.title, p.at, a.name FROM posts p JOIN authors a ON a.id = p.author_id WHERE p.id = $1;

-- name: Titles
-- calls: 100k/day
SELECT title FROM posts WHERE author_id = $1;

-- name: RenameAuthor
-- calls: 30/day
UPDATE authors SET name = $2 WHERE id = $1;
