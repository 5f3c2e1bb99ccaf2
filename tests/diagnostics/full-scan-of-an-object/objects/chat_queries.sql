-- name: ByAuthor :many
SELECT id FROM messages WHERE author = @author;

-- name: Missing :many
SELECT id FROM message;
