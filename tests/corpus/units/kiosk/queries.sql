-- of: ATProto-Science__iosp-kiosk/worker/schema.sql

-- name: FreeCode :one
-- The code of a server that was used least and still has uses left.
SELECT id, code, max_uses - uses AS free FROM codes
WHERE pds = ? AND uses < max_uses AND disabled = 0 ORDER BY uses LIMIT 1;

-- name: UseCode :one
UPDATE codes SET uses = uses + 1 WHERE id = @id AND uses < max_uses RETURNING *;

-- name: TicketWithCode :one
SELECT t.id, t.claimed_at, sqlc.embed(c) FROM tickets t LEFT JOIN codes c ON c.id = t.code_id WHERE t.id = @id;

-- name: Claim :execrows
UPDATE tickets SET claimed_at = @at, pds = @pds, code_id = sqlc.narg(code_id) WHERE id = @id AND claimed_at IS NULL AND disabled = 0;

-- name: Servers :many
-- scan: codes, an overview of all
SELECT pds, COUNT(*) AS codes, SUM(max_uses - uses) AS free, TOTAL(uses) AS used, MAX(disabled) AS any_disabled
FROM codes GROUP BY pds HAVING COUNT(*) > @at_least ORDER BY pds;

-- name: AddCode :execlastid
INSERT INTO codes (pds, code) VALUES (?, ?);

-- name: AddTickets :execresult
INSERT INTO tickets (id, created_at) SELECT value, @at FROM json_each(@ids);
