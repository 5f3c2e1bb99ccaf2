-- name: AddSample :exec
INSERT INTO samples (at) VALUES (@at);

-- name: AddOldSample :exec
-- scan: samples, the table holds one day
INSERT INTO samples (at) VALUES (@at - 1000);
