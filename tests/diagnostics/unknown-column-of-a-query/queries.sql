-- name: A :many
SELECT n.idd FROM nodes n WHERE n.id = ?;

-- name: B :many
SELECT id FROM nodes
WHERE
    staus = ?;

-- name: C :many
-- column idd: string!
SELECT id FROM nodes WHERE id = ?;

-- name: D :exec
UPDATE nodes SET stat = 'x' WHERE id = ?;

-- name: E :exec
INSERT INTO nodes (id, states) VALUES (?, ?);
