-- +goose Up

-- For people: since when a lease has been held, by its holder's own clock, and which program on which machine a daemon is.
ALTER TABLE lease ADD COLUMN since BIGINT;
ALTER TABLE lease ADD COLUMN program TEXT NOT NULL DEFAULT '';
ALTER TABLE lease ADD COLUMN machine TEXT NOT NULL DEFAULT '';

-- What the other daemons have seen of it: for how many milliseconds the counter has stood still at still_beat.
ALTER TABLE lease ADD COLUMN still_beat BIGINT NOT NULL DEFAULT 0;
ALTER TABLE lease ADD COLUMN still_for BIGINT NOT NULL DEFAULT 0;
