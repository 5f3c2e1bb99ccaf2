-- name: A :many
SELECT id FROM nodes WHERE id IN (sqlc.slyce(ids)) AND status = sqlc.param(x);
