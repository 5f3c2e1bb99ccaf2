-- name: First :one
SELECT status FROM nodes WHERE id = ?

-- name: Second :one
SELECT status FROM nodes WHERE id = ?;
