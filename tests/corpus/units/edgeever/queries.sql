-- of: 1092214362__edgeever/migrations

-- name: Search :many
-- Full text, best first.
SELECT d.memo_id, m.title, snippet(memos_fts, 2, '[', ']', '…', 8) AS found, bm25(memos_fts) < 0 AS relevant
FROM memos_fts JOIN memo_search_documents d ON d.id = memos_fts.rowid JOIN memos m ON m.id = d.memo_id
WHERE memos_fts MATCH @words AND m.workspace_id = @workspace ORDER BY rank, d.memo_id LIMIT @limit;

-- name: Feed :many
SELECT m.id, m.title, m.excerpt, m.is_pinned, json_array_length(m.tags_json) AS tags, c.revision, sqlc.embed(s)
FROM memos m LEFT JOIN memo_contents c ON c.memo_id = m.id LEFT JOIN memo_shares s ON s.memo_id = m.id
WHERE m.workspace_id = ?1 AND m.notebook_id = ?2 AND m.is_deleted = 0 ORDER BY m.updated_at DESC, m.id LIMIT ?3;

-- name: Path :many
-- A notebook and those that it is in.
WITH RECURSIVE up (id, parent_id, name, depth) AS (
    SELECT id, parent_id, name, 0 FROM notebooks WHERE id = @id
    UNION ALL
    SELECT n.id, n.parent_id, n.name, up.depth + 1 FROM notebooks n JOIN up ON n.id = up.parent_id WHERE up.depth < 20
)
SELECT id, name, depth FROM up ORDER BY depth DESC;

-- name: AddMemo :exec
INSERT INTO memos (id, notebook_id, title, tags_json, created_at, updated_at) VALUES (@id, @notebook, sqlc.narg(title), @tags, @at, @at);

-- name: MoveNotebook :execresult
UPDATE notebooks SET parent_id = sqlc.narg(parent), updated_at = @at WHERE id = @id;

-- name: Tagged :many
SELECT t.memo_id, t.name FROM memo_tags t WHERE t.workspace_id = ? AND t.normalized_name IN (sqlc.slice(tags)) ORDER BY t.memo_id, t.name;

-- name: Changes :many
SELECT entity_type, entity_id, operation, COUNT(*) AS times FROM mobile_sync_changes WHERE workspace_id = @workspace AND id > @cursor
GROUP BY entity_type, entity_id, operation ORDER BY MAX(id);

-- name: Fail :one
INSERT INTO auth_login_attempts (scope, attempt_key, failure_count, window_started_at, updated_at) VALUES (@scope, @key, 1, @at, @at)
ON CONFLICT (scope, attempt_key) DO UPDATE SET failure_count = failure_count + 1,
    blocked_until = CASE WHEN failure_count >= 2 THEN @until END, updated_at = @at
RETURNING *;

-- name: Index :execlastid
INSERT INTO memo_search_documents (memo_id, title, content_text, tags) VALUES (?, ?, ?, ?);
