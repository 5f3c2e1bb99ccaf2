INSERT INTO Comment (id, created, post_slug, name, email, url, content_text, content_html, parent_id, likes, priority, status, site_id) VALUES
    (1, 1735689600000, 'post', 'Анна', 'a@x', NULL, 'First!', '<p>First!</p>', NULL, 0, 1, 'approved', ''),
    (2, 1735689600001, 'post', 'B', 'b@x', '', '😀 emoji', '', 1, 9007199254740990, 1, 'approved', 's'),
    (3, -1, 'post', 'C', 'c@x', 'https://c', '', '', 2, -5, 2, 'approved', 's'),
    (4, 0, 'post', 'D', 'd@x', NULL, 'pending', '', 1, 0, 1, 'pending', 's'), (5, 0, 'post', 'E', 'e@x', NULL, 'null', '', 1, 0, 1, NULL, '');
