-- name: Total :one
-- scan: steps, all of them are what is asked
SELECT CAST(total(by) AS INTEGER) AS total FROM steps;
