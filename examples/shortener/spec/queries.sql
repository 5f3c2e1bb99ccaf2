-- name: AddLink :one
INSERT INTO links (slug, url, created_at) VALUES (@slug, @url, @now) RETURNING *;

-- name: CountHit :exec
UPDATE links SET hits = hits + 1 WHERE slug = @slug;
