-- +goose Up

-- The bytes of a large mail, a few megabytes a row: neither we nor a database's driver ever hold all of them beside the
-- mail itself. Its row of raw says how many bytes there are in all, and has none.
CREATE TABLE raw_piece (
    arrival_id TEXT    NOT NULL REFERENCES raw (arrival_id),
    n          INTEGER NOT NULL,
    size       BIGINT  NOT NULL,
    packed     INTEGER NOT NULL,
    body       BYTEA   NOT NULL,
    PRIMARY KEY (arrival_id, n)
);
