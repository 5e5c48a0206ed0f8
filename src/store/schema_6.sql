-- Codes by which somebody signs on another person's terminal: each once, for a short time. No part of the ledger.
CREATE TABLE codes(
  owner TEXT PRIMARY KEY,
  salt BLOB NOT NULL,
  digest BLOB NOT NULL,
  until INTEGER NOT NULL,
  wrong INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
