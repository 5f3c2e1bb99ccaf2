-- of: 318182456__legado-subscription/worker/schema.sql

-- name: SourcesOfSubscription :many
-- Sources of a subscription with the subscription itself.
SELECT sqlc.embed(s), sub.name AS subscription_name, sub.type
FROM sources s JOIN subscriptions sub ON sub.id = s.subscription_id
WHERE s.subscription_id = ? ORDER BY s.id;

-- name: SubscriptionsWithRules :many
-- Every subscription of a type, with its rules where it has any.
SELECT sub.id, sub.url, sqlc.embed(r)
FROM subscriptions sub LEFT JOIN rules r ON r.subscription_id = sub.id AND r.enabled = 1
WHERE sub.type = sqlc.arg(kind) ORDER BY sub.id, r.id;

-- name: CountsByType :many
-- scan: subscriptions, a few hundred at most
SELECT type, COUNT(*) AS n, SUM(item_count) AS items, AVG(item_count) AS average, MAX(last_synced) AS latest
FROM subscriptions GROUP BY type ORDER BY type;

-- name: SaveSource :one
INSERT INTO sources (subscription_id, book_source_url, name, group_name, raw_json, updated_at)
VALUES (@subscription, @url, @name, sqlc.narg(group_name), @json, @at)
ON CONFLICT (subscription_id, book_source_url) DO UPDATE SET
    name = excluded.name, group_name = excluded.group_name, raw_json = excluded.raw_json, updated_at = excluded.updated_at
RETURNING id, name, group_name;

-- name: Disable :execrows
UPDATE sources SET enabled = 0 WHERE id IN (sqlc.slice(ids));

-- name: AddSubscription :execlastid
INSERT INTO subscriptions (name, url, type, created_at) VALUES (@name, @url, @type, @created_at);

-- name: SourceField :many
-- What a field of the sources' JSON holds.
SELECT id, json_extract(raw_json, '$.' || @field) AS held, json_type(raw_json, '$.' || @field) AS held_type
FROM sources WHERE subscription_id = @subscription_id ORDER BY id;
