-- of: cloudflare__wildebeest/migrations

-- name: FindActors :many
SELECT actors.id, actors.type, actors.is_admin, json_extract(actors.properties, '$.name') AS name, highlight(search_fts, 1, '<b>', '</b>') AS shown
FROM search_fts JOIN actors ON actors.rowid = search_fts.rowid WHERE search_fts MATCH ? ORDER BY actors.id LIMIT ?;

-- name: Keys :one
SELECT privkey, privkey_salt, pubkey, length(privkey) AS size FROM actors WHERE id = @id;

-- name: SetKeys :execrows
UPDATE actors SET privkey = @privkey, privkey_salt = sqlc.narg(salt) WHERE id = @id;

-- name: Timeline :many
SELECT o.id, o.type, o.properties ->> '$.content' AS content, o.local, ob.published_date, ob.target,
    (SELECT COUNT(*) FROM actor_favourites f WHERE f.object_id = o.id) AS favourites,
    EXISTS (SELECT 1 FROM actor_reblogs r WHERE r.object_id = o.id AND r.actor_id = @me) AS reblogged
FROM outbox_objects ob JOIN objects o ON o.id = ob.object_id
WHERE ob.actor_id = @actor AND ob.published_date < @before ORDER BY ob.published_date DESC LIMIT @limit;

-- name: Notify :execlastid
INSERT INTO actor_notifications (type, actor_id, from_actor_id, object_id, cdate) VALUES (@type, @actor, @from_actor, sqlc.narg(object), @at);

-- name: Notifications :many
SELECT sqlc.embed(n), a.properties AS actor, o.mastodon_id AS status_id, o.cdate AS status_date
FROM actor_notifications n JOIN actors a ON a.id = n.from_actor_id LEFT JOIN objects o ON o.id = n.object_id
WHERE n.actor_id = ? ORDER BY n.id DESC;

-- name: Follow :one
INSERT INTO actor_following (id, actor_id, target_actor_id, target_actor_acct, cdate) VALUES (@id, @actor, @target, @acct, @at)
ON CONFLICT (actor_id, target_actor_id) DO UPDATE SET target_actor_acct = excluded.target_actor_acct
RETURNING id, state, cdate;

-- name: Peers :many
SELECT domain FROM peers WHERE domain IN (sqlc.slice(domains)) ORDER BY domain;
