-- name: AddComment
INSERT INTO comments (id, article_id, body) VALUES ($1, $2, $3) /*route='/articles/:id/comments'*/;

-- name: ListComments
SELECT body FROM comments WHERE article_id = $1 /*route='/articles/:id/comments'*/;

-- name: q003
-- calls: 12
-- read_after_write: 9
SELECT slug FROM articles WHERE id = $1;
