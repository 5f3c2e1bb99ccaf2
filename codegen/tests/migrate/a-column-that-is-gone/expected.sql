-- Loses column `name` of `users`, with all its values.
DROP INDEX users_by_name;
ALTER TABLE users DROP COLUMN name;
