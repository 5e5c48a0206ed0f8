-- The index of words, now with beginnings of four and five letters as well: they begin many words, whose lists were joined
-- for each letter that somebody typed. Put together from the words of the old one, as its texts are not kept.
CREATE VIRTUAL TABLE read_terms USING fts5vocab('read_search', 'instance');
CREATE TABLE read_words AS SELECT doc, group_concat(term, ' ') AS words
  FROM (SELECT DISTINCT doc, term FROM read_terms) GROUP BY doc;
DROP TABLE read_terms;
DROP TABLE read_search;
CREATE VIRTUAL TABLE read_search USING fts5(
  words, content = '', contentless_delete = 1, prefix = '1 2 3 4 5', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO read_search(rowid, words) SELECT doc, words FROM read_words;
DROP TABLE read_words;
