-- of: anghunk__cwd/cwd-api/schemas/comment.sql

-- name: Thread :many
-- A comment and all answers below it, depth first.
WITH RECURSIVE thread AS (
    SELECT id, parent_id, name, content_text, 0 AS depth, printf('%08d', id) AS path FROM Comment WHERE id = @root
    UNION ALL
    SELECT c.id, c.parent_id, c.name, c.content_text, t.depth + 1, t.path || '/' || printf('%08d', c.id)
    FROM Comment c JOIN thread t ON c.parent_id = t.id WHERE c.status = 'approved'
)
SELECT id, parent_id, name, substr(content_text, 1, @preview) AS preview, depth FROM thread ORDER BY path;

-- name: OfPost :many
SELECT c.id, c.name, c.url, c.created, c.likes, sqlc.embed(p)
FROM Comment c LEFT JOIN Comment p ON p.id = c.parent_id
WHERE c.post_slug = ? AND c.status = ? ORDER BY c.priority DESC, c.created DESC LIMIT ? OFFSET ?;

-- name: Add :execlastid
INSERT INTO Comment (created, post_slug, name, email, url, content_text, content_html, parent_id, site_id)
VALUES (@created, @post_slug, @name, @email, sqlc.narg(url), @text, @html, sqlc.narg(parent_id), @site_id);

-- name: Like :one
UPDATE Comment SET likes = likes + @by WHERE id = @id RETURNING likes;

-- name: Moderate :execrows
UPDATE Comment SET status = sqlc.narg(status) WHERE id IN (sqlc.slice(ids)) AND status IS NOT sqlc.narg(status);

-- name: Sites :many
-- scan: Comment, an administrator's overview
SELECT site_id, COUNT(*) AS n, SUM(CASE WHEN status = 'approved' THEN 1 ELSE 0 END) AS approved, MAX(created) AS latest,
    SUM(likes) * 1.0 / COUNT(*) AS liked
FROM Comment GROUP BY site_id ORDER BY n DESC, site_id;

-- name: Remove :execresult
-- scan: Comment, answers have no index
DELETE FROM Comment WHERE id = ?;
