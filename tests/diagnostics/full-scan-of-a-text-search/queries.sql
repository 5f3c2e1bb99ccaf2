-- name: FindArticles :many
SELECT title FROM articles WHERE articles MATCH @words ORDER BY rank LIMIT @limit;

-- name: ArticlesByTitle :many
SELECT title FROM articles WHERE title = @title;
