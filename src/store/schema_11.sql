-- How much risk a change carries beside others: its level among the levels of its pack, then its score. Scores of two risk
-- models do not compare. Rows of an older program get it when they are made anew.
ALTER TABLE read_changes ADD COLUMN weight INTEGER NOT NULL DEFAULT -1;
DROP INDEX read_changes_score;
CREATE INDEX read_changes_weight ON read_changes(weight, no);
