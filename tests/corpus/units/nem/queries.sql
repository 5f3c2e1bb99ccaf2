-- of: 27b-io__nem.api/worker/migrations

-- name: Output :many
-- A span's output of each kind of fuel.
SELECT g.fuel_type, COUNT(DISTINCT g.id) AS generators, SUM(v.value) AS mw, SUM(v.value) / NULLIF(SUM(g.reg_cap), 0) AS share
FROM scada_values v JOIN generators g ON g.id = v.generator_id
WHERE v.scrape_time BETWEEN ?1 AND ?2 GROUP BY g.fuel_type ORDER BY mw DESC;

-- name: Record :execrows
INSERT INTO scada_values (scrape_time, generator_id, value)
SELECT @time, g.id, CAST(e.value AS REAL) FROM json_each(@readings) e JOIN generators g ON g.duid = e.key
WHERE TRUE ON CONFLICT (scrape_time, generator_id) DO UPDATE SET value = excluded.value;

-- name: Rollup :execresult
INSERT INTO scada_hourly (bucket, generator_id, sum_value, n_samples)
SELECT @bucket, generator_id, SUM(value), COUNT(*) FROM scada_values WHERE scrape_time >= @bucket AND scrape_time < @bucket + 3600 GROUP BY generator_id
ON CONFLICT (bucket, generator_id) DO UPDATE SET sum_value = excluded.sum_value, n_samples = excluded.n_samples;

-- name: Prices :many
SELECT settlement_time, region, rrp, total_demand, rrp * total_demand AS cost, rrp - LAG(rrp, 1, 0.0) OVER (PARTITION BY region ORDER BY settlement_time) AS step
FROM dispatch_region WHERE settlement_time >= @from ORDER BY settlement_time, region;

-- name: Intensity :one
SELECT SUM(emissions) / SUM(sent_out_energy) AS intensity, MAX(intensity) AS highest, CAST(AVG(intensity) AS TEXT) AS shown FROM cdeii_daily
WHERE settlement_date = @day AND region IN (sqlc.slice(regions));

-- name: InState :many
WITH big AS (SELECT * FROM generators WHERE state = @state AND reg_cap > @least)
SELECT b.id, b.duid, b.reg_cap, e.factor, b.reg_cap * COALESCE(e.factor, 0) AS worst FROM big b LEFT JOIN emission_factors e ON e.duid = b.duid
ORDER BY b.reg_cap DESC, b.id LIMIT 3;

-- name: Scrape :exec
INSERT INTO scrape (filename, ingested_at) VALUES ($filename, $at);

-- name: Ingested :one
SELECT EXISTS (SELECT 1 FROM scrape WHERE filename = @filename) AS seen;
