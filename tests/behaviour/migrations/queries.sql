-- name: CountNotes :one
-- scan: notes, there is none
SELECT count(*) FROM notes;

-- name: Ran :exec
INSERT INTO runs (id) VALUES (NULL);
