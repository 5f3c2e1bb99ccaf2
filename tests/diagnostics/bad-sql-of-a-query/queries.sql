-- name: A :many
SELECT id FROM nodes WHERE;

-- name: B :many
SELECT id, FROM nodes WHERE id = @id;

-- name: C :exec
INSERT INTO nodes (id, status) VALUES (@a, @b, @c);

-- name: D :many
SELECT id FROM nodes GROUP BY
