-- of: AlverGant__quantum-edu/worker/schema.sql

-- name: Visit :execresult
INSERT OR IGNORE INTO visitors (day, visitor, country) VALUES (?, ?, ?);

-- name: Bump :one
INSERT INTO counters (key, value) VALUES (@key, @by) ON CONFLICT (key) DO UPDATE SET value = value + excluded.value RETURNING value;

-- name: Days :many
SELECT day, COUNT(*) AS visitors, COUNT(country) AS known, COUNT(DISTINCT country) AS countries FROM visitors
WHERE day BETWEEN @from AND @to GROUP BY day ORDER BY day;

-- name: Calendar :many
-- Each day of a span, also those without visitors.
WITH RECURSIVE days (day) AS (
    SELECT date(@from) UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < @to
)
SELECT d.day, (SELECT COUNT(*) FROM visitors v WHERE v.day = d.day) AS visitors FROM days d ORDER BY d.day;

-- name: StartRun :execlastid
INSERT INTO shor_runs (created_at, backend, job_id, status) VALUES (@at, @backend, @job_id, 'running');

-- name: FinishRun :one
UPDATE shor_runs SET status = @status, completed_at = @at, charged_seconds = sqlc.narg(charged), results_json = sqlc.narg(results), error = sqlc.narg(error)
WHERE id = @id RETURNING *;

-- name: Factors :many
-- What was measured in a run, most frequent first.
SELECT r.id, c.key AS bits, c.value AS times FROM shor_runs r, json_each(r.results_json, '$.counts') AS c
WHERE r.id = ? ORDER BY c.value DESC, c.key;

-- name: State :one
SELECT s.state, s.run_id, sqlc.embed(r) FROM shor_state s LEFT JOIN shor_runs r ON r.id = s.run_id WHERE s.id = 1;
