-- name: Total :one
-- scan: payments, a test
SELECT sum(amount) FROM payments;

-- name: Forget :exec
DELETE FROM payments WHERE id = @id;
