-- name: First :one
-- name: Second :one
SELECT id FROM nodes WHERE id = ?;

/* name: Last :many */
