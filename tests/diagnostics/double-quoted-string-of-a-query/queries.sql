-- name: SetActive :exec
UPDATE nodes SET status = "it's active" WHERE "id" = @id;
