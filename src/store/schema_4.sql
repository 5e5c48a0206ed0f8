-- A cache over the ledger: how many changes stand in each state, so that nothing counts them on the way to a screen.
CREATE TABLE read_counts(
  state TEXT PRIMARY KEY,
  changes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO read_counts SELECT state, count(*) FROM read_changes GROUP BY state;
CREATE TRIGGER read_counts_in AFTER INSERT ON read_changes BEGIN
  INSERT INTO read_counts VALUES (new.state, 1) ON CONFLICT DO UPDATE SET changes = changes + 1;
END;
CREATE TRIGGER read_counts_moved AFTER UPDATE OF state ON read_changes WHEN new.state <> old.state BEGIN
  UPDATE read_counts SET changes = changes - 1 WHERE state = old.state;
  INSERT INTO read_counts VALUES (new.state, 1) ON CONFLICT DO UPDATE SET changes = changes + 1;
END;
CREATE TRIGGER read_counts_out AFTER DELETE ON read_changes BEGIN
  UPDATE read_counts SET changes = changes - 1 WHERE state = old.state;
END;

-- The index of words, now with the first letters as well: one letter is answered as fast as a word. Its texts are not
-- kept, so they are put together from the words of the old one.
CREATE VIRTUAL TABLE read_terms USING fts5vocab('read_search', 'instance');
CREATE TABLE read_words AS SELECT doc, group_concat(term, ' ') AS words FROM read_terms GROUP BY doc;
DROP TABLE read_terms;
DROP TABLE read_search;
CREATE VIRTUAL TABLE read_search USING fts5(
  words, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO read_search(rowid, words) SELECT doc, words FROM read_words;
DROP TABLE read_words;
