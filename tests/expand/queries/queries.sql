-- name: User :one
-- A table's row needs no struct of its own.
SELECT * FROM users WHERE id = ?;

-- name: CountUsers :one
-- It cannot miss, and a single column is its value.
-- scan: users, there are few
SELECT count(*) FROM users;

-- name: PostsOf :many
-- Lists of any length are one parameter; a name that comes twice is told apart.
SELECT p.id, p.title, u.id, coalesce(p.score, 0.0) AS score
FROM posts p JOIN users u ON u.id = p.author_id
WHERE p.author_id IN (sqlc.slice(authors)) AND p.hidden = @hidden;

-- name: PostsWithAuthors :many
-- Whole rows, one of them maybe missing.
SELECT sqlc.embed(u), sqlc.embed(p), length(p.title) AS length
FROM users u LEFT JOIN posts p ON p.author_id = u.id WHERE u.id = @id;

-- name: NextScore :one
-- D1 binds numbers as REAL, which this sum would show.
SELECT score + 1 AS score, @bonus + id AS bonus FROM posts WHERE id = @id;

-- name: AddUser :execlastid
INSERT INTO users (name, bio, joined_at) VALUES (@name, @bio, @now);

-- name: Rename :execrows
-- idempotent
UPDATE users SET name = @name, bio = coalesce(sqlc.narg(bio), bio) WHERE id = @id;

-- name: Search :many
-- More than seven parameters are a struct's.
SELECT id FROM posts
WHERE author_id = @author AND title LIKE @like AND score BETWEEN @low AND @high
    AND hidden = @hidden AND id > @after AND title <> @but
LIMIT @limit OFFSET @offset;
