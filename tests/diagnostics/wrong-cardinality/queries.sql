-- name: A :one
DELETE FROM nodes WHERE id = ?;

-- name: B :execrows
SELECT id FROM nodes WHERE id = ?;

-- name: C :execlastid
UPDATE nodes SET status = 'x' WHERE id = ?;

-- name: D :execlastid
INSERT INTO nodes (id, status, last_active_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING;
