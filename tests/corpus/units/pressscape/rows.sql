INSERT INTO users (id, email, name, buyer_balance, created_at, updated_at) VALUES ('u1', 'u1@x', 'Buyer', 1000, '2025-01-01', '2025-01-01'), ('u2', 'u2@x', 'Pub ✍', NULL, '2025-01-01', '2025-01-01');
INSERT INTO categories (id, name, slug, parent_id, created_at) VALUES ('own1', 'Own', 'own', NULL, '2025-01-01'), ('own2', 'Süb', 'own-sub', 'own1', '2025-01-01'), ('own3', '', 'own-leaf', 'own2', '2025-01-01');
INSERT INTO websites (id, owner_id, domain, name, slug, created_at, updated_at) VALUES ('w1', 'u2', 'w.example', 'W', 'w', '2025-01-01', '2025-01-01');
INSERT INTO orders (id, order_number, buyer_id, website_id, publisher_id, order_type, content_source, target_url, anchor_text, base_price, subtotal, platform_fee, total_amount, publisher_earnings, turnaround_days, affiliate_fee, status, buyer_rating, created_at, updated_at) VALUES
    ('o1', 'N1', 'u1', 'w1', 'u2', 'guest_post', 'buyer_provided', 'https://t', 'a', 100, 100, 10, 9007199254740991, -5, 7, NULL, 'pending', NULL, '2025-01-01', '2025-01-01'),
    ('o2', 'N2', 'u1', 'w1', 'u2', 'link_insertion', 'platform_writes', 'https://t', '', 1, 1, 0, 1, 0, 0, 3, NULL, 5, '2025-01-01', '2025-01-01'),
    ('o3', 'N3', 'u1', 'w1', 'u2', 'content_only', 'publisher_writes', '', '', 1, 1, 0, 1, 0, 0, 0, 'completed', 1, '2025-01-01', '2025-01-01');
INSERT INTO transactions (id, user_id, type, amount, balance_type, balance_after, created_at) VALUES ('t1', 'u1', 'deposit', 1500, 'buyer', 1500, '2025-01-01'), ('t2', 'u1', 'purchase', -500, 'buyer', 1000, '2025-01-01');
INSERT INTO affiliate_referrals (id, affiliate_id, referred_user_id, referral_code, created_at) VALUES ('r1', 'u2', 'u1', 'c', '2025-01-01');
INSERT INTO affiliate_commissions (id, affiliate_id, referral_id, order_id, order_amount, commission_rate, commission_amount, created_at) VALUES ('k1', 'u2', 'r1', 'o1', 1000, 7.5, 75, '2025-01-01'), ('k2', 'u2', 'r1', 'o2', 1, NULL, 0, '2025-01-01');
