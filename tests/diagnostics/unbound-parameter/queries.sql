-- name: A :many
SELECT id FROM nodes WHERE id = ?1 AND status = ?3;

-- name: B :many
-- param sttus: string
SELECT id FROM nodes WHERE id = @id AND status = @status;
