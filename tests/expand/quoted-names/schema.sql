CREATE TABLE "order ""items""" ("item id" INTEGER PRIMARY KEY, [unit price] REAL NOT NULL, `it's` TEXT, "select" TEXT);
CREATE INDEX "by ""price""" ON "order ""items""" ("unit price");
