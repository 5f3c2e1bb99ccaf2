-- name: Balance :one
SELECT count(*) AS entries, coalesce(sum(amount), 0) AS balance FROM entries WHERE account = @account;

-- name: Recent :many
SELECT e.id, a.owner, e.amount FROM entries AS e JOIN accounts AS a ON a.id = e.account
WHERE e.account = @account ORDER BY e.id DESC LIMIT @limit;

-- name: Rename :execrows
UPDATE accounts SET owner = @owner WHERE id = @id;

-- name: PutCell :exec
-- param cell: f64
INSERT INTO cells (cell, real) VALUES (@cell, @cell);

-- name: KindsOfCells :many
-- scan: cells, there are three
SELECT typeof(cell) AS kind, quote(cell) AS cell, quote(real) AS real FROM cells;

-- name: KindOfInteger :one
-- param x: i64
SELECT typeof(@x) AS kind, typeof(@x / 2) AS half;

-- name: Counts :one
-- scan: accounts, a handful
-- scan: entries, a handful
SELECT (SELECT count(*) FROM accounts) AS accounts, (SELECT count(*) FROM entries) AS entries;
