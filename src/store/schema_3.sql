-- A cache over the ledger: the meetings of the board.
CREATE TABLE meetings(
  id TEXT PRIMARY KEY,
  series TEXT NOT NULL,
  starts INTEGER NOT NULL,
  state TEXT NOT NULL,
  opened INTEGER,
  closed INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX meetings_starts ON meetings(starts);
CREATE INDEX meetings_state ON meetings(state, starts);

-- What the audience's screen shows of a meeting beside the ledger: not a fact, only a view that the chair leads.
CREATE TABLE audience(
  meeting TEXT PRIMARY KEY,
  blank INTEGER NOT NULL,
  page INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
