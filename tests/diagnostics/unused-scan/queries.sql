-- name: GetNode :one
-- scan: nodes, there are few
SELECT id, status, region FROM nodes WHERE id = @id;

-- name: FirstNodes :many
-- scan: nodes, there are few
SELECT id, region FROM nodes ORDER BY id LIMIT @limit;
