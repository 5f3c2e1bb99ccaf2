-- What it says.
ALTER TABLE notes ADD COLUMN text TEXT;
