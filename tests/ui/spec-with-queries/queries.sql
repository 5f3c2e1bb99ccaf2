-- name: LightNodes :many
SELECT id, note, weight * 2 AS twice FROM nodes WHERE weight < @weight;

-- name: HeavyNodes :many
SELECT id, name FROM nodes WHERE weight > @weight;

-- name: Name :one
SELECT name FROM nodes WHERE id = @id;
