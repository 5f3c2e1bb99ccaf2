-- of: deep-gaurav__warden-worker/sql/schema.sql

-- name: Sync :many
-- scan: ciphers, they have no index on their user
-- A user's vault; what is in the bin comes last.
SELECT sqlc.embed(c), sqlc.embed(f) FROM ciphers c LEFT JOIN folders f ON f.id = c.folder_id AND f.user_id = @user_id
WHERE c.user_id = @user_id ORDER BY c.deleted_at IS NOT NULL, c.id;

-- name: Star :one
UPDATE ciphers SET favorite = @favorite, updated_at = @at WHERE id = @id AND user_id = @user_id RETURNING id, favorite, NOT favorite AS plain;

-- name: Profile :one
SELECT id, name, email, email_verified, kdf_iterations, key FROM users WHERE email = lower(@email);

-- name: Counts :one
-- scan: ciphers, they have no index on their user
SELECT COUNT(*) AS n, SUM(favorite) AS favorites, MAX(favorite) AS any_favorite, COUNT(deleted_at) AS deleted, COUNT(*) > 0 AS has_any
FROM ciphers WHERE user_id = ?;

-- name: Verify :execrows
UPDATE users SET email_verified = ?1, updated_at = ?2 WHERE id = ?3 AND email_verified <> ?1;

-- name: Move :execresult
UPDATE ciphers SET folder_id = sqlc.narg(folder) WHERE id IN (sqlc.slice(ids)) AND user_id = @user_id;

-- name: AddFolder :exec
INSERT INTO folders (id, user_id, name, created_at, updated_at) VALUES (?, ?, ?, ?, ?);

-- name: Hints :many
-- scan: users, for a test of NULL
SELECT id, COALESCE(master_password_hint, name) AS hint, name IS NULL AS nameless, email_verified AND kdf_type = 0 AS plain FROM users ORDER BY id;
