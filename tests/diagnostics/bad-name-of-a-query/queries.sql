-- name: stale-nodes :many
SELECT id FROM nodes WHERE id = ?;
