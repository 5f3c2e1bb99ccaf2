-- name: A :many
-- column price: Lamport!
-- param id: NodId
SELECT price FROM nodes WHERE id = @id;
