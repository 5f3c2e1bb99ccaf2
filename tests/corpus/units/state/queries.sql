-- of: AGeHt-ua__state/worker/schema.sql

-- name: ChangedSince :many
-- What changed since a time, rows and tombstones in one list.
SELECT coll, id, data, updated_at AS at, 0 AS gone FROM rows WHERE updated_at > :since
UNION ALL
SELECT coll, id, NULL, at, 1 FROM tombstones WHERE at > :since
ORDER BY at, coll, id;

-- name: PutRow :exec
INSERT INTO rows (coll, id, data, updated_at) VALUES ($coll, $id, $data, $updated_at)
ON CONFLICT (coll, id) DO UPDATE SET data = excluded.data, updated_at = max(updated_at, excluded.updated_at);

-- name: Hit :one
-- Counts a call, and starts anew after @now.
INSERT INTO limits (key, count, reset_at) VALUES (@key, 1, @reset_at)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN limits.reset_at <= @now THEN 1 ELSE limits.count + 1 END,
    reset_at = CASE WHEN limits.reset_at <= @now THEN excluded.reset_at ELSE limits.reset_at END
RETURNING count, reset_at;

-- name: Audit :execlastid
INSERT INTO audit (at, actor, action, target, details) VALUES (?, ?, ?, ?, ?);

-- name: LatestAudit :many
SELECT id, actor, action, row_number() OVER (PARTITION BY actor ORDER BY id DESC) AS place,
    lag(action) OVER (ORDER BY id) AS before
FROM audit WHERE id > ?1 ORDER BY id DESC LIMIT ?2;

-- name: LoginOf :one
SELECT a.login, a.salt, a.hash, a.must_change FROM sessions s JOIN accounts a ON a.login = s.login
WHERE s.token_hash = ? AND s.expires_at > ?;

-- name: DropRows :execresult
DELETE FROM rows WHERE coll = @coll AND id IN (sqlc.slice(ids));

-- name: CollectionSize :one
SELECT COUNT(*) AS n, SUM(length(data)) AS bytes, MIN(updated_at) AS oldest FROM rows WHERE coll = ?;
