-- name: A :exec
INSERT INTO nodes (id, status, last_active_at) VALUES (?1, @status, ?2);

-- name: B :one
SELECT id FROM nodes WHERE id = ? AND status = ?1;
