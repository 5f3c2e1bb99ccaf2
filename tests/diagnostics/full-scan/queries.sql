-- name: QuietNodes :many
SELECT id
FROM nodes
WHERE status = 'active' AND last_active_at < @cutoff
ORDER BY last_active_at;

-- name: CountNodes :one
SELECT count(*) AS total FROM nodes;

-- name: Regions :many
-- scan: nodes, a few hundred rows, and asked once a day
SELECT DISTINCT region FROM nodes;

-- The first nodes read no more rows than they return.
-- name: FirstNodes :many
SELECT id FROM nodes ORDER BY id LIMIT @limit;

-- name: AllNodes :many
SELECT id, region FROM nodes;

-- name: NodesByRegion :many
SELECT id, region FROM nodes ORDER BY region;
