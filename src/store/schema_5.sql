-- Whether the audience's screen of a meeting is on, and the digits that pair a screen of nobody registered with it.
ALTER TABLE audience ADD COLUMN shown INTEGER NOT NULL DEFAULT 0;
ALTER TABLE audience ADD COLUMN code TEXT;
