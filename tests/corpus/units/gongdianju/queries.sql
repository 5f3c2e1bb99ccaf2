-- of: Alucard672__gongdianju/worker/schema.sql

-- name: Ranking :many
-- A day's results, best first.
SELECT id, name, score, total, score / total AS ratio, printf('%.1f%%', 100.0 * score / total) AS shown,
    rank() OVER (ORDER BY score DESC, duration_ms) AS place
FROM exam_results WHERE date_key = ? ORDER BY score DESC, duration_ms, submitted_at LIMIT ?;

-- name: Asked :exec
INSERT INTO question_stats (question_no, type, asked, wrong) VALUES (@no, sqlc.narg(type), 1, @wrong)
ON CONFLICT (question_no) DO UPDATE SET asked = asked + 1, wrong = wrong + excluded.wrong;

-- name: Hardest :many
-- scan: question_stats, all questions are weighed
SELECT question_no, type, asked, wrong, wrong * 1.0 / asked AS rate, wrong * 100 / asked AS percent
FROM question_stats WHERE asked > 0 ORDER BY rate DESC, question_no LIMIT @limit;

-- name: DayStats :one
SELECT COUNT(*) AS n, AVG(score) AS average, MIN(score) AS lowest, MAX(score) AS highest, SUM(correct_count) AS correct, SUM(score) AS points
FROM exam_results WHERE date_key = @day;

-- name: WrongOf :many
SELECT w.question_no, w.user_answer, w.correct_answer, w.user_answer IS w.correct_answer AS same, q.type
FROM wrong_answers w LEFT JOIN question_stats q ON q.question_no = w.question_no
WHERE w.phone = $phone ORDER BY w.submitted_at, w.id;

-- name: Better :one
-- How many of a day did better.
SELECT (SELECT COUNT(*) FROM exam_results b WHERE b.date_key = r.date_key AND b.score > r.score) AS better, r.score
FROM exam_results r WHERE r.id = ?;
