-- name: GetNode :one
SELECT id FROM nodes WHERE id = ?;

-- name: GetNode :one
SELECT status FROM nodes WHERE id = ?;

-- name: get_node :one
SELECT price FROM nodes WHERE id = ?;
