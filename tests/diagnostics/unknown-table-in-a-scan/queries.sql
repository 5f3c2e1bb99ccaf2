-- name: ListNodes :many
-- scan: node, there are few
SELECT id, status FROM nodes;
