-- name: Version :one
SELECT sqlite_version() AS version;

-- name: Shout :one
SELECT id, uper(status) AS status FROM nodes WHERE id = @id;

-- name: Middle :one
SELECT percentile_of_all(last_active_at) AS middle FROM nodes WHERE id = @id;
