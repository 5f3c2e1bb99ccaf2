-- name: A :one
DELETE FROM nodes WHERE id = ?;

-- name: B :execrows
SELECT id FROM nodes WHERE id = ?;

-- name: C :execlastid
UPDATE nodes SET status = 'x' WHERE id = ?;
