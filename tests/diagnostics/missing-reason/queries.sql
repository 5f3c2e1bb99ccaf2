-- name: ListNodes :many
-- scan: nodes
SELECT id, status FROM nodes;
