-- A cache over the ledger: what open changes take up, so that those in each other's way are found by name and time.
CREATE TABLE read_claims(
  kind TEXT NOT NULL,               -- system or person
  name TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  no INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  PRIMARY KEY (kind, name, from_at, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX read_claims_no ON read_claims(no);

-- Changes that are in the way of another one.
CREATE TABLE read_conflicts(no INTEGER PRIMARY KEY) STRICT;

-- Tables that an older program has not filled; the next act does it first.
CREATE TABLE read_unfilled(name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO read_unfilled SELECT 'claims' WHERE EXISTS (SELECT 1 FROM read_changes);
