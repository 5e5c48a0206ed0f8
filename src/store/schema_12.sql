-- A cache over the ledger: the actions that meetings gave. Those of an older register are read from its entries.
CREATE TABLE actions(
  meeting TEXT NOT NULL,
  no INTEGER NOT NULL,
  owner TEXT NOT NULL,
  done INTEGER,
  PRIMARY KEY (meeting, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX actions_open ON actions(owner) WHERE done IS NULL;
INSERT INTO actions(meeting, no, owner)
  SELECT substr(stream, 9), row_number() OVER (PARTITION BY stream ORDER BY seq), json_extract(payload, '$.action_given.owner')
  FROM ledger WHERE kind = 'meeting.action_given';
UPDATE actions SET done = done_at.at FROM (
  SELECT substr(stream, 9) AS meeting, json_extract(payload, '$.action_done.no') AS no, max(at) AS at
  FROM ledger WHERE kind = 'meeting.action_done' GROUP BY 1, 2
) AS done_at WHERE done_at.meeting = actions.meeting AND done_at.no = actions.no;
