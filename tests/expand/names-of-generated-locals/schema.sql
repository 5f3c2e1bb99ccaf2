CREATE TABLE clashes (
    patch TEXT NOT NULL, row INTEGER NOT NULL, page INTEGER NOT NULL, "limit" INTEGER NOT NULL, new TEXT, value TEXT,
    PRIMARY KEY (patch, row)
);
CREATE INDEX clashes_page ON clashes (page, "limit");
CREATE INDEX clashes_twice ON clashes (value, value);
