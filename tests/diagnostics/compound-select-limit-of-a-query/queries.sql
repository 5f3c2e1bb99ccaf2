-- name: Six :many
SELECT id, 0 AS part FROM nodes WHERE id = @id
UNION ALL
SELECT id, 1 AS part FROM nodes WHERE id = @id
UNION ALL
SELECT id, 2 AS part FROM nodes WHERE id = @id
UNION ALL
SELECT id, 3 AS part FROM nodes WHERE id = @id
UNION ALL
SELECT id, 4 AS part FROM nodes WHERE id = @id
UNION ALL
SELECT id, 5 AS part FROM nodes WHERE id = @id;
