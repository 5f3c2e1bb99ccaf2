-- name: Add :exec
INSERT INTO nodes (id) VALUES (?);
