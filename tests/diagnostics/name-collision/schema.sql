CREATE TABLE users (
    user_id TEXT PRIMARY KEY,
    userId TEXT
);
CREATE TABLE order_items (id TEXT);
CREATE TABLE orderItems (id TEXT);
