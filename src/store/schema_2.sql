-- A cache over the ledger for finding and showing, filled with each act and rebuilt at will; nothing is judged by it.

CREATE TABLE read_changes(
  no INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  state TEXT NOT NULL,
  letter TEXT NOT NULL,
  decision TEXT NOT NULL,
  title TEXT NOT NULL,
  risk TEXT,
  score INTEGER NOT NULL,           -- -1 while unscored, so that it sorts last
  owner TEXT,
  requester TEXT NOT NULL,
  environment TEXT NOT NULL,        -- separated by commas
  window_from INTEGER NOT NULL,     -- the greatest integer without a window, so that it sorts last
  window_to INTEGER,
  next_action TEXT NOT NULL,
  waiting_for TEXT NOT NULL,        -- separated by line feeds
  revision INTEGER NOT NULL,
  on_hold INTEGER NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  source TEXT,
  source_id TEXT
) STRICT;
CREATE INDEX read_changes_state ON read_changes(state, no);
CREATE INDEX read_changes_decision ON read_changes(decision, no);
CREATE INDEX read_changes_type ON read_changes(type, no);
CREATE INDEX read_changes_risk ON read_changes(risk, no);
CREATE INDEX read_changes_owner ON read_changes(owner, no);
CREATE INDEX read_changes_requester ON read_changes(requester, no);
CREATE INDEX read_changes_score ON read_changes(score, no);
CREATE INDEX read_changes_window ON read_changes(window_from, no);
CREATE INDEX read_changes_updated ON read_changes(updated, no);
CREATE UNIQUE INDEX read_changes_source ON read_changes(source, source_id) WHERE source IS NOT NULL;

-- Whom each change waits for: role NAME, person ID, chair.
CREATE TABLE read_waiting(
  whom TEXT NOT NULL,
  no INTEGER NOT NULL,
  kind TEXT NOT NULL,
  due INTEGER,
  PRIMARY KEY (whom, no, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX read_waiting_no ON read_waiting(no);

-- Words of titles, owners, systems and texts; the row id is the change's number.
CREATE VIRTUAL TABLE read_search USING fts5(
  words, content = '', contentless_delete = 1, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2'
);
