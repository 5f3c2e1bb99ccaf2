CREATE TABLE tasks (
    state TEXT DEFAULT "open" CHECK (state IN ('open', "it's done")),
    "order" INTEGER
);
