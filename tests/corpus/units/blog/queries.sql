-- of: Sinon4869__sinon_blog/d1/schema.sql

-- name: PostBySlug :one
SELECT sqlc.embed(p), u.name AS author, s.name AS series
FROM posts p JOIN users u ON u.id = p.authorId LEFT JOIN post_series ps ON ps.postId = p.id LEFT JOIN series s ON s.id = ps.seriesId
WHERE p.slug = @slug;

-- name: PostsWithTag :many
-- scan: post_tags, they have no index on the tag
SELECT p.id, p.title, p.excerpt, (SELECT group_concat(t2.name, ',') FROM post_tags pt2 JOIN tags t2 ON t2.id = pt2.tagId WHERE pt2.postId = p.id) AS all_tags
FROM tags t CROSS JOIN post_tags pt ON pt.tagId = t.id CROSS JOIN posts p ON p.id = pt.postId
WHERE t.slug = @tag AND p.published = @published ORDER BY p.publishedAt DESC, p.id;

-- name: Views :many
-- Views of a span by day and device.
SELECT viewed_on, device, COUNT(*) AS views, COUNT(DISTINCT visitor_id) AS visitors FROM page_view_events
WHERE viewed_on BETWEEN ?1 AND ?2 GROUP BY viewed_on, device ORDER BY viewed_on, device;

-- name: SaveDraft :one
INSERT INTO post_drafts (id, post_id, user_id, title, content, updated_at, created_at) VALUES (@id, @post_id, @user_id, @title, @content, @at, @at)
ON CONFLICT (user_id, post_id) DO UPDATE SET title = excluded.title, content = excluded.content, updated_at = excluded.updated_at
RETURNING id, title, length(content) AS size;

-- name: Tag :execrows
INSERT INTO post_tags (postId, tagId) SELECT @post, id FROM tags WHERE slug IN (sqlc.slice(slugs)) ON CONFLICT DO NOTHING;

-- name: Timeline :many
-- What happened around a post: comments, favourites and syncs.
-- scan: comments, they have no index
SELECT 'comment' AS kind, id, createdAt AS at, content AS detail FROM comments WHERE postId = @post AND userId = @user
UNION ALL SELECT 'favorite', id, createdAt, NULL FROM favorites WHERE userId = @user AND postId = @post
UNION ALL SELECT 'sync', post_id, created_at, last_error FROM sync_map WHERE post_id = @post
ORDER BY at, kind;

-- name: DeleteUser :execresult
-- scan: accounts, users are seldom deleted
-- scan: comments, users are seldom deleted
-- scan: post_draft_versions, users are seldom deleted
-- scan: posts, users are seldom deleted
-- scan: favorites, users are seldom deleted
-- scan: sync_events, users are seldom deleted
-- scan: sessions, users are seldom deleted
DELETE FROM users WHERE id = @id AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.sessionToken = @token);

-- name: Fail :exec
UPDATE sync_map SET sync_state = 'failed', last_error = @error, updated_at = @at WHERE post_id = @post;
