-- name: A :many
SELECT id FROM nodes WHERE status = @status AND price IN (sqlc.slice(prices));

-- name: B :many
SELECT id FROM nodes WHERE status = @status AND NULL IN (sqlc.slice(things));
