-- A cache over the ledger: for which times changes have calendar exceptions, so that a calendar finds them.
CREATE TABLE read_exceptions(
  no INTEGER NOT NULL,              -- the change
  nr INTEGER NOT NULL,              -- the exception's number within it
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  PRIMARY KEY (no, nr)
) STRICT, WITHOUT ROWID;
CREATE INDEX read_exceptions_to ON read_exceptions(to_at, from_at, no);
