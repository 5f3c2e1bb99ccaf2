-- name: Say :one
INSERT INTO messages (user, text, said_at) VALUES (@user, @text, @now) RETURNING *;

-- name: Latest :many
-- The last messages, oldest first.
SELECT * FROM (SELECT * FROM messages ORDER BY id DESC LIMIT @limit) ORDER BY id;

-- name: Oldest :one
SELECT min(said_at) FROM messages;

-- name: ForgetUntil :exec
DELETE FROM messages WHERE said_at <= @time;
