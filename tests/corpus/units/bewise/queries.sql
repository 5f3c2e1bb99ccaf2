-- of: Cap-go__bewise/apps/api/migrations

-- name: Feed :many
SELECT q.id, q.text, q.author, q.img, q.total_votes, v.user_id IS NOT NULL AS voted
FROM quotes q LEFT JOIN votes v ON v.quote_id = q.id AND v.user_id = @user
WHERE q.category_id = @category AND q.lang = @lang AND (sqlc.narg(before) IS NULL OR q.date < sqlc.narg(before))
ORDER BY q.date DESC LIMIT @limit;

-- name: Vote :execrows
INSERT INTO votes (quote_id, user_id, created_at) VALUES (@quote, @user, @at) ON CONFLICT DO NOTHING;

-- name: CountVotes :exec
UPDATE quotes SET total_votes = (SELECT COUNT(*) FROM votes WHERE quote_id = quotes.id) WHERE id = ?;

-- name: Names :many
-- scan: categories, a dozen
SELECT id, name -> '$.en' AS name_json, name ->> '$.en' AS name, active, RANK() OVER (ORDER BY sort) AS place FROM categories ORDER BY sort, id;

-- name: TopTags :many
SELECT t.value AS tag, COUNT(*) AS n, MAX(q.total_votes) AS votes
FROM quotes q JOIN json_each(q.tags) AS t WHERE q.category_id = ? GROUP BY t.value ORDER BY n DESC, tag;

-- name: QuotesByIds :many
SELECT * FROM quotes WHERE id IN (sqlc.slice(ids)) ORDER BY id;

-- name: DropCategory :execresult
DELETE FROM categories WHERE id = ?;

-- name: Touch :one
INSERT INTO users (id, category_id, lang, platform, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
ON CONFLICT (id) DO UPDATE SET category_id = COALESCE(excluded.category_id, category_id), updated_at = excluded.updated_at
RETURNING *;
