-- of: AI-Prompt-Genius__AI-Prompt-Genius/worker/schema.sql

-- name: Pull :many
-- What a client that has @rev lacks; deleted prompts keep nothing but their id.
SELECT id, CASE WHEN deleted_at IS NULL THEN title END AS title, CASE WHEN deleted_at IS NULL THEN text ELSE NULL END AS text,
    sort_index, rev, deleted_at IS NOT NULL AS deleted
FROM prompts WHERE user_id = @user_id AND rev > @rev ORDER BY rev LIMIT @limit;

-- name: Push :execrows
INSERT INTO prompts (user_id, id, title, text, description, tags, folder, sort_index, rev, updated_at)
VALUES (@user_id, @id, sqlc.narg(title), sqlc.narg(text), sqlc.narg(description), sqlc.narg(tags), sqlc.narg(folder), @sort_index, @rev, @updated_at)
ON CONFLICT (user_id, id) DO UPDATE SET title = excluded.title, text = excluded.text, rev = excluded.rev,
    sort_index = excluded.sort_index, updated_at = excluded.updated_at, deleted_at = NULL
WHERE excluded.rev > prompts.rev;

-- name: Folders :many
-- Folders with how many prompts each holds.
SELECT f.name, f.sort_index, COUNT(p.id) AS prompts, group_concat(p.title, '; ') AS titles
FROM folders f LEFT JOIN prompts p ON p.user_id = f.user_id AND p.folder = f.name AND p.deleted_at IS NULL
WHERE f.user_id = ? AND f.deleted_at IS NULL GROUP BY f.name, f.sort_index ORDER BY f.sort_index, f.name;

-- name: Tags :many
SELECT DISTINCT tag.value AS tag FROM prompts p, json_each(p.tags) AS tag WHERE p.user_id = @user_id AND p.tags IS NOT NULL ORDER BY 1;

-- name: NextRev :one
SELECT COALESCE(MAX(rev), 0) + 1 AS next FROM prompts WHERE user_id = ?;

-- name: Running :many
-- scan: promos, a handful
SELECT * FROM promos WHERE active = 1 AND @day BETWEEN start_date AND end_date ORDER BY created_at DESC;

-- name: Between :many
SELECT id, sort_index, ROUND(sort_index, 1) AS rounded, CAST(sort_index AS INTEGER) AS whole FROM prompts
WHERE user_id = @user_id AND sort_index > @low AND sort_index <= @high ORDER BY sort_index;
