-- of: InkoHX__news-api/db/migrations

-- name: Latest :many
SELECT i."title", i."url", f."name" AS feed, c."name" AS category, i."publishedAt"
FROM "Item" AS i
    INNER JOIN "Feed" AS f ON f."id" = i."feedId"
    INNER JOIN "Category" AS c ON c."id" = f."categoryId"
WHERE i."publishedAt" >= @since ORDER BY i."publishedAt" DESC LIMIT @limit;

-- name: FeedsOf :many
-- scan: Feed, twenty of them
SELECT sqlc.embed(Feed), sqlc.embed(Category) FROM Feed JOIN Category ON Category.id = Feed.categoryId
WHERE Category.name = ? ORDER BY Feed.id;

-- name: AddItems :execrows
INSERT OR IGNORE INTO Item (url, title, publishedAt, feedId)
SELECT value ->> 'url', value ->> 'title', COALESCE(value ->> 'at', '1970-01-01'), @feed FROM json_each(@items);

-- name: Touch :execresult
UPDATE Feed SET updatedAt = max(updatedAt, @at) WHERE id IN (sqlc.slice(ids));

-- name: Categories :many
-- scan: Category, eight of them
-- scan: Feed, twenty of them
SELECT c.id, c.name, COUNT(f.id) AS feeds, MIN(f.updatedAt) AS oldest FROM Category c LEFT JOIN Feed f ON f.categoryId = c.id
GROUP BY c.id HAVING feeds <> ? ORDER BY c.id;

-- name: AddCategory :execlastid
INSERT INTO Category (name) VALUES (@name);

-- name: Search :many
-- scan: Item, a search through titles
SELECT url FROM Item WHERE title LIKE '%' || @word || '%' OR instr(title, @word) > 0 ORDER BY publishedAt DESC;
