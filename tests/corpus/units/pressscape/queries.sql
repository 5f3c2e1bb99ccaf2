-- of: shashwatkumar9__pressscape-d1-cloudflare/sql/d1-schema.sql

-- name: Balance :one
SELECT u.name, u.buyer_balance, SUM(t.amount) FILTER (WHERE t.type = 'deposit') AS deposits, COUNT(t.id) AS transactions, MIN(t.balance_after) AS lowest
FROM users u LEFT JOIN transactions t ON t.user_id = u.id WHERE u.id = ?;

-- name: Book :one
INSERT INTO transactions (id, user_id, type, amount, balance_type, balance_before, balance_after, created_at)
SELECT @id, u.id, @kind, @amount, sqlc.narg(side), u.buyer_balance, u.buyer_balance + @amount, @at FROM users u WHERE u.id = @user
RETURNING id, type, balance_type, balance_after, status, metadata;

-- name: Spend :execrows
UPDATE users SET buyer_balance = buyer_balance - @amount WHERE id = @user AND buyer_balance >= @amount;

-- name: Tree :many
-- scan: categories, twenty of them
WITH RECURSIVE tree (id, name, depth, path) AS (
    SELECT id, name, 0, name FROM categories WHERE parent_id IS NULL AND id LIKE 'own%'
    UNION ALL SELECT c.id, c.name, tree.depth + 1, tree.path || ' > ' || c.name FROM categories c JOIN tree ON c.parent_id = tree.id
)
SELECT id, depth, path FROM tree ORDER BY path;

-- name: OrdersOf :many
SELECT o.id, o.order_number, o.order_type, o.status, o.payment_status, o.buyer_rating, w.domain, o.total_amount - COALESCE(o.affiliate_fee, 0) AS net
FROM orders o JOIN websites w ON w.id = o.website_id WHERE o.buyer_id = @buyer AND o.status IN (sqlc.slice(states)) ORDER BY o.order_number;

-- name: Advance :one
UPDATE orders SET status = @next, updated_at = @at WHERE id = @id AND status = @now RETURNING *;

-- name: Commission :one
SELECT SUM(order_amount * commission_rate / 100) AS due, ROUND(AVG(commission_rate), 2) AS rate, MAX(commission_rate) AS highest FROM affiliate_commissions
WHERE affiliate_id = ? AND status <> 'cancelled';

-- name: Ping :exec
UPDATE sessions SET expires_at = ? WHERE id = ?;
