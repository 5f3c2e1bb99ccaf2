-- No affinity turns the REAL that D1 binds back into an integer: a store casts, a comparison need not.
CREATE TABLE balances (owner PRIMARY KEY, amount NOT NULL);
CREATE INDEX balances_amount ON balances (amount);
