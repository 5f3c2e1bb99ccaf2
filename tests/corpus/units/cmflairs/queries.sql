-- of: MingweiSamuel__cmflairs/migrations

-- name: UserByName :one
-- Names of reddit are the same in either case.
SELECT * FROM user WHERE reddit_user_name = ?;

-- name: Mains :many
-- scan: summoner_champion_mastery, summoners have no index on their user
SELECT m.champ_id, SUM(m.points) AS points, MAX(m.level) AS level, COUNT(*) AS summoners
FROM summoner_champion_mastery m JOIN summoner s ON s.id = m.summoner_id WHERE s.user_id = :user
GROUP BY m.champ_id ORDER BY points DESC LIMIT :limit;

-- name: SetMastery :exec
INSERT INTO summoner_champion_mastery (summoner_id, champ_id, points, level) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (summoner_id, champ_id) DO UPDATE SET points = ?3, level = max(level, ?4);

-- name: Link :one
INSERT INTO summoner (user_id, puuid, game_name, tag_line, platform) VALUES (@user, @puuid, @name, @tag, @platform)
ON CONFLICT (puuid) DO UPDATE SET game_name = excluded.game_name, tag_line = excluded.tag_line
RETURNING id, user_id, game_name || '#' || tag_line AS riot_id, last_update;

-- name: Stale :many
-- scan: summoner, the oldest of all
SELECT id, puuid, platform, last_update FROM summoner WHERE last_update IS NULL OR last_update < @before ORDER BY last_update NULLS FIRST LIMIT @limit;

-- name: Updated :execrows
UPDATE summoner SET last_update = @at WHERE id IN (sqlc.slice(ids));

-- name: PublicFlair :one
SELECT reddit_user_name, iif(profile_is_public, profile_bgskinid, NULL) AS skin, profile_is_public FROM user WHERE id = ?;
