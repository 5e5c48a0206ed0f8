PRAGMA application_id = 1364545362; -- 'QUOR'

-- The register itself: one row, for ever.
CREATE TABLE register(
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  ledger BLOB NOT NULL CHECK (length(ledger) = 16),
  sandbox INTEGER NOT NULL CHECK (sandbox IN (0, 1)),
  founded_at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER register_no_update BEFORE UPDATE ON register
BEGIN SELECT raise(ABORT, 'the register''s identity cannot be changed'); END;
CREATE TRIGGER register_no_delete BEFORE DELETE ON register
BEGIN SELECT raise(ABORT, 'the register''s identity cannot be removed'); END;

-- The truth: one row per event. Moments are microseconds since 1970, UTC.
CREATE TABLE ledger(
  seq INTEGER PRIMARY KEY,
  stream TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  act BLOB NOT NULL CHECK (length(act) = 16),
  kind TEXT NOT NULL,
  v INTEGER NOT NULL,
  payload BLOB NOT NULL,
  prev BLOB NOT NULL CHECK (length(prev) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  UNIQUE (stream, version)
) STRICT;
-- The number of each change, of its first entry only, so that the highest is one step away.
CREATE UNIQUE INDEX ledger_change_number ON ledger(CAST(substr(stream, 8) AS INTEGER))
  WHERE version = 1 AND stream >= 'change/' AND stream < 'change0';
CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
BEGIN SELECT raise(ABORT, 'entries of the ledger are never changed'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
BEGIN SELECT raise(ABORT, 'entries of the ledger are never removed'); END;
-- Also stops INSERT OR REPLACE, which removes rows without firing the trigger above.
CREATE TRIGGER ledger_at_the_end BEFORE INSERT ON ledger
WHEN NEW.seq <> coalesce((SELECT max(seq) FROM ledger), 0) + 1
  OR NEW.version <> coalesce((SELECT max(version) FROM ledger WHERE stream = NEW.stream), 0) + 1
BEGIN SELECT raise(ABORT, 'entries are added at the end of the ledger and of their stream'); END;

-- A cache over the ledger: the entries of each act, so that a retry finds its first receipt.
CREATE TABLE acts(
  act BLOB PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Free text beside the ledger, by the digest that an entry commits to: SHA-256(salt, body).
-- Redacted text keeps its row, without salt and body.
CREATE TABLE prose(
  digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
  salt BLOB CHECK (length(salt) = 16),
  body TEXT,
  redacted_at INTEGER,
  CHECK ((body IS NULL) = (redacted_at IS NOT NULL) AND (body IS NULL) = (salt IS NULL))
) STRICT;

-- People's details, which may be corrected and removed.
CREATE TABLE directory(
  person TEXT PRIMARY KEY,
  display_name TEXT NOT NULL,
  email TEXT
) STRICT, WITHOUT ROWID;

-- What somebody has begun to write and not yet handed in.
CREATE TABLE drafts(
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (owner, name)
) STRICT, WITHOUT ROWID;
