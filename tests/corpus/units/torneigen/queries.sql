-- of: Alo2118__TorneiGen/worker/schema.sql

-- name: SaveDoc :one
-- Optimistic: nothing comes back where another version is stored.
UPDATE organizzazioni SET doc = @doc, version = version + 1, "updatedAt" = @updated_at WHERE codice = @codice AND version = @version
RETURNING version, "updatedAt";

-- name: OfSocieta :many
SELECT o.codice, o.version, s.nome FROM societa s LEFT JOIN organizzazioni o ON o.societa_id = s.id WHERE s.id = ? ORDER BY o.codice;

-- name: Utente :one
SELECT u.id, u.email, u.ruolo, u.abilitato = 1 AS attivo, COALESCE(s.nome, u.societa_richiesta, '?') AS societa
FROM utenti u LEFT JOIN societa s ON s.id = u.societa_id WHERE u.email = @email;

-- name: Iscrivi :exec
INSERT INTO utenti (id, email, password_hash, salt, iterazioni, societa_richiesta, creato_il)
VALUES (@id, lower(@email), @password_hash, @salt, @iterazioni, NULLIF(@societa, ''), @creato_il);

-- name: Abilita :execrows
UPDATE utenti SET abilitato = 1, ruolo = sqlc.arg(ruolo), societa_id = sqlc.narg(societa_id) WHERE id = sqlc.arg(id);

-- name: Squadre :many
-- The teams in a document.
SELECT team.key AS place, team.value ->> '$.name' AS name, json_array_length(team.value, '$.players') AS players
FROM organizzazioni o, json_each(o.doc, '$.teams') AS team WHERE o.codice = ? ORDER BY team.id;
