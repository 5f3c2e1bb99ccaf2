-- All of them.
SELECT id FROM nodes WHERE id = ?;

-- name: :many
SELECT id FROM nodes WHERE id = ?;
