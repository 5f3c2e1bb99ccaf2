-- name: A :many
SELECT id FROM nodes WHERE status = @x AND id IN (sqlc.slice(x));
