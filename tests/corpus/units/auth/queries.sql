-- of: zpg6__better-auth-cloudflare/examples/opennextjs/drizzle

-- name: SessionUser :one
SELECT sqlc.embed(s), sqlc.embed(u) FROM sessions s INNER JOIN users u ON u.id = s.user_id WHERE s.token = ? AND s.expires_at > ?;

-- name: Providers :many
SELECT provider_id, access_token_expires_at, scope FROM accounts WHERE user_id = :user ORDER BY provider_id;

-- name: Link :exec
INSERT INTO accounts (id, account_id, provider_id, user_id, access_token, access_token_expires_at, created_at, updated_at)
VALUES (@id, @account, @provider, @user, sqlc.narg(token), sqlc.narg(token_expires_at), @at, @at);

-- name: Files :many
-- scan: user_files, a gallery without an index
SELECT id, filename, size, is_public, SUM(size) OVER (ORDER BY uploaded_at, id) AS total, dense_rank() OVER (ORDER BY content_type) AS kind
FROM user_files WHERE user_id = @user AND (is_public = @public OR category IS sqlc.narg(category)) ORDER BY uploaded_at, id;

-- name: Expire :execrows
DELETE FROM sessions WHERE user_id = @user AND expires_at <= @now;

-- name: Verified :one
UPDATE users SET email_verified = @verified WHERE email = @email RETURNING id, email_verified, is_anonymous;

-- name: Where :many
SELECT id, city, CAST(latitude AS REAL) AS latitude, CAST(longitude AS REAL) AS longitude, upper(country) AS country FROM sessions WHERE user_id IN (sqlc.slice(users)) ORDER BY id;
