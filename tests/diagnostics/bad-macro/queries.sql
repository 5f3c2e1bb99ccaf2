-- name: A :many
SELECT id FROM nodes WHERE id = sqlc.slice(ids);

-- name: B :many
SELECT id FROM nodes WHERE id = sqlc.arg();

-- name: C :many
SELECT sqlc.embed(n) FROM (SELECT id FROM nodes WHERE id = ?) n;
