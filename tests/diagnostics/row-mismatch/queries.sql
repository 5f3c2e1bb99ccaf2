-- name: A :many
-- row: NodeView
SELECT id, status FROM nodes WHERE id = ?;

-- name: B :many
-- row: NodeView
SELECT id, price FROM nodes WHERE id = ?;
