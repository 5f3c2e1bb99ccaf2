-- name: One :many
SELECT idd FROM nodes WHERE id = @id;

-- name: Two :many
SELECT id FROM nods WHERE id = @id;

-- name: Three :many
SELECT id FROM nodes WHERE status = @status;

-- name: Four :one
SELECT id FROM nodes WHERE id = "x";

-- name: Five :exec
BEGIN;

-- name: Six :one
SELECT id, uper(status) AS status FROM nodes WHERE id = @id;

-- name: Seven :many
DELETE FROM nodes WHERE id = @id;

-- name: Eight :one
-- scan: node, there are few
SELECT status FROM nodes WHERE id = @id;

-- name: Nine :one
SELECT id FROM nodes WHERE WHERE id = @id;

-- name: Ten :one
SELECT 9007199254740993 AS number;

-- name: Sound :one
SELECT id FROM nodes WHERE id = @id;
