-- name: UsersByName :many
-- A row of the table, and an order by position.
SELECT * FROM users WHERE state = @state ORDER BY 2;

-- name: UsersAfter :many
-- A row of the table, for a page.
SELECT * FROM users WHERE id > @after ORDER BY id LIMIT @limit;

-- name: RenameUser :one
UPDATE users SET name = @name WHERE id = @id RETURNING *;

-- name: Greetings :many
-- A row of its own.
SELECT id, 'hello ' || name AS greeting, nick AS "order" FROM users WHERE state = @state ORDER BY joined_at;

-- name: Totals :one
-- A row that there always is.
SELECT count(*) AS posts, max(score) AS best, total(score) AS sum FROM posts WHERE author = @author;

-- name: UsersWithPosts :many
SELECT sqlc.embed(users), sqlc.embed(posts), users.state AS standing
FROM users LEFT JOIN posts ON posts.author = users.id
WHERE users.state = @state ORDER BY users.id, posts.id;

-- name: NewestUser :one
-- row: UserName
SELECT id, name FROM users WHERE state = @state ORDER BY joined_at DESC LIMIT 1;
