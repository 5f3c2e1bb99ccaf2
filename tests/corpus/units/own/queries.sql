-- name: Rich :many
SELECT r.*, a.kind FROM rich r JOIN accounts a ON a.id = r.id WHERE a.kind = 'user' AND a.lamports > @least ORDER BY r.lamports DESC;

-- name: Lines :many
SELECT sqlc.embed(a), sqlc.embed(l) FROM accounts a LEFT JOIN "order lines" l ON l."order" = a.id WHERE a.id = ?1 ORDER BY l."line no" DESC;

-- name: AddLine :one
INSERT INTO "order lines" ("order", "line no", "select", price, "when", active, untyped)
VALUES (@order, @line, sqlc.narg("select"), @price, sqlc.narg("when"), @active, @untyped) RETURNING *;

-- name: Echo :one
-- What every kind of value is after its way to the database and back.
-- param i: i64
-- param r: f64
-- param t: string
-- param b: bool
-- param x: blob
-- column i: i64!
SELECT @i AS i, typeof(@i) AS i_type, @r AS r, @t AS t, @b AS b, @x AS x, hex(@x) AS x_hex, length(@t) AS t_length, @i / 2 AS half, @i % 10 AS digit, -@i AS minus;

-- name: ByKind :many
SELECT kind, COUNT(*) AS n, SUM(lamports) AS lamports, MIN(ratio) AS ratio, MAX(photo) AS photo FROM accounts WHERE kind IN (sqlc.slice(kinds)) GROUP BY kind ORDER BY kind;

-- name: Pay :execrows
-- idempotent
UPDATE accounts SET lamports = @lamports WHERE id = @id AND lamports <> @lamports;

-- name: Create :execlastid
INSERT INTO accounts (name, kind, lamports, ratio, photo, extra) VALUES (@name, @kind, @lamports, @ratio, @photo, @extra);

-- name: SetExtra :execresult
UPDATE accounts SET extra = $extra, ratio = $ratio WHERE name = $name;

-- name: Pages :many
SELECT id, name, upper_name, doubled, extra FROM accounts ORDER BY id LIMIT @limit OFFSET @offset;

-- name: Drop :exec
DELETE FROM accounts WHERE id = :id;
