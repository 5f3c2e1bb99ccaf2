CREATE TABLE clashes (
    patch TEXT NOT NULL, row INTEGER NOT NULL, page INTEGER NOT NULL, "limit" INTEGER NOT NULL, new TEXT,
    PRIMARY KEY (patch, row)
);
CREATE INDEX clashes_page ON clashes (page, "limit", page);
