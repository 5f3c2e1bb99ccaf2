-- name: ActiveNodes :many
SELECT id FROM active WHERE region = @region;

-- name: AllActive :many
-- scan: active, the console shows all of them
SELECT id FROM active;
