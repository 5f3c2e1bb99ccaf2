-- name: Later :many
SELECT id, 9007199254740991 AS most, 9007199254740992 AS more, -0x20000000000001 AS less, 1e300 AS real
FROM nodes
WHERE id > @after AND last_active_at < 99_999_999_999_999_999_999;
