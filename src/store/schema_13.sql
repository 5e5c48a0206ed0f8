-- Changes on hold, few among many: every meeting that looks at what keeps the calendar from moving asks for them.
CREATE INDEX read_changes_held ON read_changes(no) WHERE on_hold = 1 AND state NOT IN ('closed', 'canceled');
