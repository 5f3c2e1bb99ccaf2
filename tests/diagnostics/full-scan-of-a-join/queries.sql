-- name: ContributionsOfNode :many
SELECT n.id, c.amount
FROM nodes AS n
JOIN contributions AS c ON c.node_id = n.id
WHERE n.id = @id;

-- name: DeleteNode :exec
DELETE FROM nodes WHERE id = @id;
