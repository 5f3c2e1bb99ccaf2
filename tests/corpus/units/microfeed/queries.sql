-- of: microfeed__microfeed/migrations

-- name: Published :many
SELECT id, status, data ->> '$.title' AS title, pub_date, content_text_revision FROM items WHERE status = ?1 AND pub_date <= ?2 ORDER BY pub_date DESC LIMIT ?3;

-- name: Find :many
-- Documents by words, or by a part of the title.
SELECT d.content_type, d.content_id, d.title, d.published_at FROM site_search_exact e JOIN site_search_documents d ON d.id = e.rowid WHERE site_search_exact MATCH @words
UNION
SELECT d.content_type, d.content_id, d.title, d.published_at FROM site_search_title_trigram t JOIN site_search_documents d ON d.id = t.rowid WHERE t.title LIKE @part
ORDER BY 2;

-- name: PutItem :execrows
INSERT INTO items (id, status, data, pub_date, created_at, updated_at, content_text) VALUES (@id, @status, @data, @at, @at, @at, @text)
ON CONFLICT (id) DO UPDATE SET status = excluded.status, data = excluded.data, updated_at = excluded.updated_at, content_text = excluded.content_text;

-- name: Navigation :many
SELECT p.slug, COALESCE(NULLIF(p.navigation_label, ''), p.title) AS label, p.show_in_navigation, p.published_at FROM pages p
WHERE p.status = 1 AND p.show_in_navigation = @shown ORDER BY p.navigation_order, p.title;

-- name: PageAt :one
SELECT p.id, p.title, pp.is_current FROM page_paths pp JOIN pages p ON p.id = pp.page_id WHERE pp.slug = @slug;

-- name: Deliver :one
INSERT INTO webhook_deliveries (id, event_id, endpoint_id, endpoint_url, is_test, queued_at, created_at, updated_at)
SELECT @id, e.id, w.id, w.url, @is_test, @at, @at, @at FROM webhook_events e, webhook_endpoints w WHERE e.id = @event AND w.id = @endpoint AND w.status = 'active'
RETURNING id, status, attempt_count, is_test;

-- name: Event :exec
INSERT INTO webhook_events (id, event_type, subject_type, subject_id, payload_json, origin, request_id, correlation_id, delivery_count, budget_day, created_at)
VALUES (@id, @event_type, 'item', @subject, json_object('id', @subject, 'n', @n), @origin, '', '', @n, @day, @at);

-- name: Budget :one
SELECT u.deliveries, s.daily_delivery_limit - u.deliveries AS left, u.deliveries > s.daily_delivery_limit AS over
FROM webhook_settings s LEFT JOIN webhook_daily_usage u ON u.usage_day = @day WHERE s.id = 1;

-- name: Channels :many
-- scan: channels, one or two
SELECT sqlc.embed(channels), is_primary IS TRUE AS main FROM channels ORDER BY id;
