-- name: Odd :many
SELECT id FROM nodes
WHERE id > @after AND region LIKE '%a text of more than fifty bytes, counted in UTF-8: ä%'
ORDER BY id;

-- name: Fine :many
SELECT id FROM nodes WHERE id > @after AND region GLOB 'fifty bytes of a pattern are what D1 takes at most';
