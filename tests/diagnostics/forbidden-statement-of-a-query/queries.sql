-- name: Start :exec
BEGIN IMMEDIATE;

-- name: Open :exec
ATTACH 'other.db' AS other;

-- name: Shrink :exec
VACUUM;

-- name: Prepare :exec
CREATE TABLE IF NOT EXISTS more (id INTEGER PRIMARY KEY);

-- name: AddNode :exec
INSERT OR ROLLBACK INTO nodes (id, status, last_active_at) VALUES (@id, 'new', @at);
