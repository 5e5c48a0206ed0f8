-- Of which version the rows are that the program makes of the changes: one that makes others fills them anew.
CREATE TABLE read_shape (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), shape INTEGER NOT NULL) STRICT;
INSERT INTO read_shape VALUES (1, 0);
