-- name: SchemaVersion :one
PRAGMA user_version;

-- name: Columns :many
PRAGMA table_info(nodes);
