-- name: A :many
-- column id:
SELECT id FROM nodes WHERE id = ?;

-- name: B :many
-- row: node_view
SELECT id, status FROM nodes WHERE id = ?;
