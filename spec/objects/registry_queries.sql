-- name: RememberNonce :execrows
-- Remembers a nonce, unless it is remembered: then no row is changed.
INSERT INTO nonces (node_id, nonce, expires_at) VALUES (@node_id, @nonce, @expires_at)
ON CONFLICT (node_id, nonce) DO UPDATE SET expires_at = excluded.expires_at WHERE expires_at < @now;

-- name: ForgetNonces :execrows
-- Forgets those that no request can have any more.
-- scan: nonces, it holds ten minutes of one shard's requests; an index would cost a write for each of them
-- idempotent
DELETE FROM nonces WHERE expires_at < @now;

-- name: AnyNonce :one
-- Whether any is remembered.
SELECT EXISTS (SELECT 1 FROM nonces);
