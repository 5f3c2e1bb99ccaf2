-- name: Take :exec
UPDATE accounts SET balance = balance - @amount WHERE id = @id;

-- name: Give :exec
UPDATE accounts SET balance = balance + @amount WHERE id = @id;
