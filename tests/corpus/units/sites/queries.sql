-- of: zqq-nuli__Navihive/init_table.sql

-- name: Groups :many
-- scan: groups, a page's worth
-- scan: sites, a page's worth
SELECT g.id, g.name, g.created_at, json_group_array(json_object('id', s.id, 'name', s.name) ORDER BY s.order_num) FILTER (WHERE s.id IS NOT NULL) AS sites
FROM groups g LEFT JOIN sites s ON s.group_id = g.id GROUP BY g.id ORDER BY g.order_num, g.id;

-- name: AddSite :execlastid
INSERT INTO sites (group_id, name, url, icon, order_num, created_at, updated_at)
VALUES (@group_id, @name, @url, sqlc.narg(icon), (SELECT COALESCE(MAX(s.order_num), -1) + 1 FROM sites s WHERE s.group_id = @group_id), @at, @at);

-- name: Reorder :execrows
UPDATE groups SET order_num = (SELECT j.key FROM json_each(@ids) j WHERE j.value = groups.id) WHERE id IN (SELECT value FROM json_each(@ids));

-- name: Config :one
INSERT INTO configs (key, value, created_at, updated_at) VALUES (@key, @value, @at, @at)
ON CONFLICT (key) DO UPDATE SET value = excluded.value RETURNING *;

-- name: DropGroup :execresult
-- scan: sites, a page's worth
DELETE FROM groups WHERE id = ?;

-- name: Both :many
-- scan: sites, a page's worth
SELECT 'group' AS kind, id, name, NULL AS url FROM groups WHERE id = @id
UNION ALL SELECT 'site', id, name, url FROM sites WHERE group_id = @id ORDER BY kind, id;

-- name: Created :many
SELECT created_at, updated_at, typeof(created_at) AS kind FROM sites WHERE id IN (sqlc.slice(ids)) ORDER BY id;
