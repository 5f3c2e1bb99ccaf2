-- name: Secrets :many
SELECT name FROM _cf_METADATA;
