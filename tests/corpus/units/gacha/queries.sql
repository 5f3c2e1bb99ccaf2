-- of: Afterlight0338__osu-beatmap-gacha/worker/schema.sql

-- name: Player :one
SELECT u.*, e.energy_amount FROM users u LEFT JOIN user_energy_overrides e ON e.osu_id = u.osu_id WHERE u.osu_id = ?;

-- name: Pull :exec
INSERT INTO user_collection (osu_id, beatmap_id, copies, first_pulled_at, last_pulled_at) VALUES (@osu_id, @beatmap_id, 1, @at, @at)
ON CONFLICT (osu_id, beatmap_id) DO UPDATE SET copies = copies + 1, last_pulled_at = excluded.last_pulled_at;

-- name: LogPull :exec
INSERT INTO user_history (id, osu_id, beatmap_id, rarity, pulled_at) VALUES (@id, @osu_id, @beatmap_id, @rarity, @at);

-- name: CountPull :one
UPDATE users SET total_pulls = total_pulls + 1, pity_count = CASE WHEN @rare THEN 0 ELSE pity_count + 1 END
WHERE osu_id = @osu_id RETURNING total_pulls, pity_count;

-- name: History :many
SELECT h.id, h.rarity, h.pulled_at, c.copies, c.is_favorite
FROM user_history h LEFT JOIN user_collection c USING (osu_id, beatmap_id)
WHERE h.osu_id = @osu_id ORDER BY h.pulled_at DESC LIMIT @limit OFFSET @offset;

-- name: Favourites :many
SELECT beatmap_id FROM user_collection WHERE osu_id = ?1 AND is_favorite = ?2 ORDER BY copies DESC;

-- name: LiveSession :one
SELECT osu_id, created_at, expires_at FROM user_sessions WHERE token = ? AND expires_at > ?;

-- name: Ranks :many
-- scan: users, the whole ranking
SELECT osu_id, rank() OVER (ORDER BY total_pulls DESC) AS place, ntile(2) OVER (ORDER BY total_pulls DESC) AS half,
    SUM(total_pulls) OVER (ORDER BY total_pulls DESC, osu_id) AS running, country_code
FROM users ORDER BY place, osu_id;
