-- name: A :many
SELECT id FROM node WHERE id = ?;

-- name: B :many
SELECT id FROM wallets WHERE id = ?;
