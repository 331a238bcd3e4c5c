-- +goose Up

-- A proof is a digest of what a row says that is made with a key which is kept outside the database. Who changes the row
-- without the key cannot make it anew. It is NULL where the key was not at hand.
ALTER TABLE arrival ADD COLUMN proof BYTEA;
ALTER TABLE mailbox ADD COLUMN proof BYTEA;
ALTER TABLE message ADD COLUMN proof BYTEA;
ALTER TABLE counter ADD COLUMN proof BYTEA;
ALTER TABLE cases ADD COLUMN proof BYTEA;
ALTER TABLE cases ADD COLUMN parties BYTEA; -- of all that the case is found by, together
ALTER TABLE outbox ADD COLUMN proof BYTEA;
ALTER TABLE checkpoint ADD COLUMN proof BYTEA;

-- Which keys have sealed the database. Each row is a change of the key: who, when, why, and the checkpoint up to which
-- everything was sealed anew. It is whole once all rows have been.
CREATE TABLE seal_key (
    n           BIGINT  PRIMARY KEY,
    at          BIGINT  NOT NULL,
    fingerprint TEXT    NOT NULL,
    by_whom     TEXT    NOT NULL,
    why         TEXT    NOT NULL,
    checkpoint  BIGINT  NOT NULL,
    digest      BYTEA   NOT NULL,
    whole       INTEGER NOT NULL,
    proof       BYTEA   NOT NULL
);

-- A proof of all rows of a small table together, by which one that is missing is missed.
CREATE TABLE ledger (
    name  TEXT  PRIMARY KEY,
    proof BYTEA NOT NULL
);
