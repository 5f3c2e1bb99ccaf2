CREATE TABLE tasks (id INTEGER PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('open', 'in-progress', '5xx', '')));
CREATE INDEX tasks_state ON tasks (state, id);
