-- name: A :mny
SELECT id FROM nodes WHERE id = ?;

-- name: B
SELECT id FROM nodes WHERE id = ?;

-- name: C :one please
SELECT id FROM nodes WHERE id = ?;

-- name: D one
SELECT id FROM nodes WHERE id = ?;
