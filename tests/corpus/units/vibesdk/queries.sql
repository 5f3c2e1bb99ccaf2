-- of: cloudflare__vibesdk/migrations

-- name: PublicApps :many
-- What everybody may see, with how it is liked.
WITH likes AS (SELECT app_id, COUNT(*) AS n FROM app_likes WHERE app_id IN (SELECT id FROM apps WHERE visibility = 'public') GROUP BY app_id)
SELECT a.id, a.title, a.framework, a.is_featured, COALESCE(l.n, 0) AS likes, u.email AS owner
FROM apps a LEFT JOIN likes l ON l.app_id = a.id LEFT JOIN users u ON u.id = a.user_id
WHERE a.visibility = 'public' AND a.status = @status ORDER BY likes DESC, a.id LIMIT @limit;

-- name: ToggleStar :execrows
INSERT INTO stars (id, user_id, app_id, starred_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (user_id, app_id) DO NOTHING;

-- name: Comments :many
SELECT sqlc.embed(c), p.content AS answers_to FROM app_comments c LEFT JOIN app_comments p ON p.id = c.parent_comment_id WHERE c.app_id = ? ORDER BY c.id;

-- name: KeyUsed :one
UPDATE api_keys SET last_used = @at, request_count = COALESCE(request_count, 0) + 1
WHERE key_hash = @hash AND is_active = TRUE AND (expires_at IS NULL OR expires_at > @at) RETURNING user_id, request_count;

-- name: Archive :execresult
UPDATE apps SET is_archived = @archived, version = version + 1 WHERE id IN (sqlc.slice(ids));

-- name: Activity :many
-- Apps that a user has touched, and how.
SELECT app_id, 'star' AS kind FROM stars WHERE user_id = @user
UNION SELECT app_id, 'favorite' FROM favorites WHERE user_id = @user
EXCEPT SELECT app_id, 'star' FROM app_likes WHERE user_id = @user
ORDER BY 1, 2;

-- name: Setting :exec
INSERT INTO system_settings (id, key, value, updated_at) VALUES (@id, @key, sqlc.narg(value), @at) ON CONFLICT (key) DO UPDATE SET value = excluded.value;
