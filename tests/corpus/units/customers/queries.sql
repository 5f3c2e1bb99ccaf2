-- of: cloudflare__workers-sdk/fixtures/d1-worker-app/schema.sql

-- name: ByCompany :many
-- scan: Customers, a handful of rows
SELECT `CustomerID`, [ContactName] FROM "Customers" WHERE CompanyName = ? ORDER BY CustomerID;

-- name: Shared :many
-- scan: Customers, a handful of rows
SELECT CompanyName, json_group_array(ContactName) AS contacts, COUNT(*) AS n, MIN(CustomerID) AS first FROM Customers GROUP BY CompanyName HAVING n > 1;

-- name: Neighbours :many
SELECT a.ContactName AS a, b.ContactName AS b, b.CustomerID - a.CustomerID AS gap
FROM Customers a JOIN Customers b ON b.CustomerID = a.CustomerID + @gap WHERE a.CustomerID > @after ORDER BY a.CustomerID;

-- name: Save :one
INSERT OR REPLACE INTO Customers (CustomerID, CompanyName, ContactName) VALUES (?2, ?1, ?3) RETURNING *;

-- name: Values :many
-- A table of nothing but parameters.
-- param a: i64
-- param b: string
WITH v (n, t) AS (VALUES (1, 'one'), (@a, @b), (3, NULL)) SELECT n, t, n IS NULL OR t IS NULL AS incomplete FROM v ORDER BY n;

-- name: Rename :exec
UPDATE Customers SET ContactName = trim(@name), CompanyName = coalesce(sqlc.narg(company), CompanyName) WHERE CustomerID = @id;

-- name: Missing :one
SELECT ContactName FROM Customers WHERE CustomerID = @id LIMIT 1;
