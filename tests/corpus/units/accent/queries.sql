-- of: LaurenceHo__british-accent-trainer/apps/api/migrations

-- name: Progress :many
-- A drill's attempts with a moving average.
SELECT id, created_at, pron_score, AVG(pron_score) OVER (ORDER BY created_at ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS moving,
    first_value(accuracy_score) OVER (ORDER BY created_at) AS first, COALESCE(fluency_score, completeness_score, 0.0) AS flow
FROM attempts WHERE drill_id = ? ORDER BY created_at;

-- name: Drills :many
-- scan: drills, all of them are shown
SELECT d.*, (SELECT MAX(a.pron_score) FROM attempts a WHERE a.drill_id = d.id) AS best FROM drills d ORDER BY d.sort_order, d.id;

-- name: Verdicts :many
SELECT json_extract(a.feature_verdicts, '$.r') AS r, json_extract(a.word_scores, '$[0].score') AS first_score, json_array_length(a.word_scores) AS words
FROM attempts a WHERE a.id IN (sqlc.slice(ids)) ORDER BY a.id;

-- name: Record :one
INSERT INTO attempts (id, drill_id, created_at, accuracy_score, fluency_score, pron_score, word_scores)
VALUES (@id, @drill_id, @at, sqlc.narg(accuracy), sqlc.narg(fluency), sqlc.narg(pron), sqlc.narg(words)) RETURNING *;

-- name: Above :many
SELECT id FROM attempts WHERE drill_id = @drill AND pron_score >= @least ORDER BY pron_score DESC;

-- name: Rhotic :one
-- scan: drills, all of them are counted
SELECT COUNT(*) FILTER (WHERE has_r_context = 1) AS rhotic, COUNT(*) AS n, AVG(length(sentence)) AS length FROM drills;

-- name: Forget :execrows
DELETE FROM attempts WHERE created_at < ?;
