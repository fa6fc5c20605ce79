-- name: AddComment
INSERT INTO comments (id, article_id, body) VALUES ($1, $2, $3) /*route='/articles/:id/comments'*/;

-- name: ListComments
SELECT body FROM comments WHERE article_id = $1 /*route='/feed'*/;

-- name: GetArticle
SELECT slug FROM articles WHERE id = $1 /*route='/articles/:id/comments'*/;
