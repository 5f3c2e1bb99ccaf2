CREATE TABLE tasks (
    state TEXT NOT NULL CHECK (state IN ('open', 'done', 'failed'))
);
