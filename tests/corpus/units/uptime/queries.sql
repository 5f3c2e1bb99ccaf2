-- of: lyc8503__UptimeFlare/init.sql

-- name: Put :exec
INSERT INTO uptimeflare (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2;

-- name: Get :one
SELECT value FROM uptimeflare WHERE key = ?;

-- name: Sizes :many
-- scan: uptimeflare, a handful of keys
SELECT key, length(value) AS bytes, typeof(value) AS kind, hex(value) AS hexed, substr(value, 1, 2) AS head FROM uptimeflare ORDER BY key;

-- name: Same :many
SELECT u.key, u.value = @value AS same FROM uptimeflare u WHERE u.key IN (sqlc.slice(keys)) ORDER BY u.key;

-- name: Holding :many
-- scan: uptimeflare, a handful of keys
SELECT key FROM uptimeflare WHERE value IN (sqlc.slice(values)) ORDER BY key;

-- name: Swap :one
UPDATE uptimeflare SET value = @new WHERE key = @key AND value = @old RETURNING *;

-- name: Largest :one
SELECT MAX(length(value)) AS bytes, MAX(value) AS last, COUNT(*) AS n FROM uptimeflare WHERE key > @after;
