-- name: Close :exec
UPDATE bugs SET closed_at = datetime('now'), status = 'closd' WHERE id = @id;

-- name: Halve :exec
UPDATE bugs SET priority = priority / 2.0, title = NULL WHERE id = @id;

-- name: Raise :exec
UPDATE bugs SET priority = 'high' WHERE id = @id;

-- name: Paint :exec
INSERT INTO bugs (id, title, status, photo)
SELECT @id, title, status, 'png' FROM bugs WHERE id = @from;

-- name: Find :one
SELECT title FROM bugs WHERE id = @x AND priority = @x;

-- name: Closed :one
-- column title: Timestamp
-- param id: i64
SELECT title, priority FROM bugs WHERE id = @id;
