-- of: nkuntz1934__matrix-workers/migrations

-- name: Messages :many
-- A room's messages before a position, newest first, with their sender's name in the room.
SELECT e.event_id, e.sender, COALESCE(m.display_name, u.display_name, u.localpart) AS name, json_extract(e.content, '$.body') AS body, e.stream_ordering
FROM events e JOIN users u ON u.user_id = e.sender LEFT JOIN room_memberships m ON m.room_id = e.room_id AND m.user_id = e.sender
WHERE e.room_id = @room AND e.stream_ordering < @before ORDER BY e.stream_ordering DESC LIMIT @limit;

-- name: NextPosition :one
INSERT INTO stream_positions (stream_name, position) VALUES (@stream, 1)
ON CONFLICT (stream_name) DO UPDATE SET position = position + 1 RETURNING position;

-- name: SearchBodies :many
-- The index names a column that its content table lacks: every search is refused.
-- param rooms: string
SELECT event_id FROM events_fts WHERE events_fts MATCH @words AND room_id IN (sqlc.slice(rooms)) ORDER BY event_id;

-- name: Members :many
SELECT sqlc.embed(m), sqlc.embed(u), sqlc.embed(p) FROM room_memberships m JOIN users u ON u.user_id = m.user_id LEFT JOIN presence p ON p.user_id = m.user_id
WHERE m.room_id = ? AND m.membership = ? ORDER BY m.user_id;

-- name: ClaimKey :one
-- Hands out a device's one-time key once.
UPDATE one_time_keys SET claimed = 1, claimed_at = @at WHERE id = (
    SELECT id FROM one_time_keys WHERE user_id = @user AND device_id = @device AND algorithm = @algorithm AND claimed = 0 ORDER BY id LIMIT 1
) RETURNING key_id, key_data;

-- name: KeyCounts :many
SELECT algorithm, COUNT(*) AS n FROM one_time_keys WHERE user_id = @user AND device_id = @device AND claimed = 0 GROUP BY algorithm;

-- name: AddPusher :execlastid
INSERT INTO pushers (user_id, pushkey, kind, app_id, app_display_name, device_display_name, profile_tag, lang, data, created_at, updated_at)
VALUES (@user, @pushkey, @kind, @app_id, @app, @device, sqlc.narg(tag), @lang, @data, @at, @at);

-- name: Report :execresult
INSERT INTO content_reports (reporter_user_id, room_id, event_id, reason, created_at) VALUES (@by, @room, @event, @reason, @at)
ON CONFLICT (reporter_user_id, room_id, event_id) WHERE report_type = 'event' DO UPDATE SET reason = excluded.reason;

-- name: Forget :exec
DELETE FROM account_data WHERE user_id = ? AND room_id = ? AND event_type = ?;

-- name: RoomNames :many
SELECT r.room_id, (SELECT e.content ->> '$.name' FROM room_state s JOIN events e ON e.event_id = s.event_id WHERE s.room_id = r.room_id AND s.event_type = 'm.room.name' AND s.state_key = '') AS name,
    (SELECT COUNT(*) FROM room_memberships m WHERE m.room_id = r.room_id AND m.membership = 'join') AS joined
FROM rooms r WHERE r.room_id IN (SELECT m.room_id FROM room_memberships m WHERE m.user_id = @user) ORDER BY r.room_id;
