-- +goose Up

-- Everything here is plain enough for SQLite and PostgreSQL alike. Instants are BIGINT milliseconds since
-- 1970 in UTC, days are counted from 1 January of year 1, an absent instant is NULL. Ids are made by the
-- program. SQLite takes BYTEA as a name without meaning and keeps the bytes as they are.

-- What reached us, before anybody has read it. The outcome is empty until the one transaction that decides.
CREATE TABLE arrival (
    id         TEXT    PRIMARY KEY,
    key        TEXT    NOT NULL UNIQUE,
    source     TEXT    NOT NULL,
    channel    TEXT    NOT NULL,
    received   BIGINT  NOT NULL,
    truncated  INTEGER NOT NULL,
    size       BIGINT  NOT NULL,
    problem    TEXT    NOT NULL,
    digest     BYTEA   NOT NULL,
    outcome    TEXT    NOT NULL DEFAULT '' CHECK (outcome IN ('', 'opened', 'continued', 'filed', 'quarantined')),
    case_ref   TEXT    NOT NULL DEFAULT '',
    reason     TEXT    NOT NULL DEFAULT '',
    replays    INTEGER NOT NULL DEFAULT 0,
    proved     INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX arrival_undecided ON arrival (id) WHERE outcome = '';
CREATE INDEX arrival_quarantined ON arrival (id) WHERE outcome = 'quarantined';
CREATE INDEX arrival_unproved ON arrival (id) WHERE proved = 0;

-- The bytes themselves, apart, so that deciding never rewrites them.
CREATE TABLE raw (
    arrival_id TEXT    PRIMARY KEY REFERENCES arrival (id),
    size       BIGINT  NOT NULL,
    packed     INTEGER NOT NULL,
    body       BYTEA   NOT NULL
);

-- How far a mailbox has been read.
CREATE TABLE mailbox (
    source       TEXT   PRIMARY KEY,
    uid_validity BIGINT NOT NULL,
    last_uid     BIGINT NOT NULL
);

-- What an arrival was read as.
CREATE TABLE message (
    arrival_id TEXT  PRIMARY KEY REFERENCES arrival (id),
    message_id TEXT,
    sender     TEXT  NOT NULL,
    words      BYTEA NOT NULL,
    case_ref   TEXT  NOT NULL,
    body       TEXT  NOT NULL,
    reading    TEXT  NOT NULL
);
CREATE INDEX message_message_id ON message (message_id);
CREATE INDEX message_case ON message (case_ref, arrival_id);

-- Attachments, each once.
CREATE TABLE file (
    sha256 TEXT    PRIMARY KEY,
    size   BIGINT  NOT NULL,
    packed INTEGER NOT NULL,
    body   BYTEA   NOT NULL
);

-- The last number given to a case, by prefix and year.
CREATE TABLE counter (
    name  TEXT   PRIMARY KEY,
    value BIGINT NOT NULL
);

-- What a case's events have made of it. Made again from them at any time.
CREATE TABLE cases (
    ref       TEXT   PRIMARY KEY,
    version   BIGINT NOT NULL,
    hash      BYTEA  NOT NULL,
    status    TEXT   NOT NULL,
    area      TEXT   NOT NULL,
    handler   TEXT   NOT NULL,
    received  BIGINT NOT NULL,
    wake_at   BIGINT,
    proved    BIGINT NOT NULL DEFAULT 0,
    body      TEXT   NOT NULL
);
CREATE INDEX cases_wake ON cases (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX cases_status ON cases (status, ref);
CREATE INDEX cases_unproved ON cases (ref) WHERE proved < version;

-- By which addresses a case's resident and representative have been known.
CREATE TABLE party (
    address TEXT NOT NULL,
    ref     TEXT NOT NULL REFERENCES cases (ref),
    PRIMARY KEY (address, ref)
);

-- The log. Each event's hash covers the one before it, so that none can be changed or taken out unseen.
CREATE TABLE event (
    case_ref TEXT   NOT NULL REFERENCES cases (ref),
    seq      BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    kind     TEXT   NOT NULL,
    hash     BYTEA  NOT NULL,
    body     TEXT   NOT NULL,
    PRIMARY KEY (case_ref, seq)
);

-- Letters as they were rendered. The second key is the promise that no cause makes two letters.
CREATE TABLE letter (
    id         TEXT    PRIMARY KEY,
    case_ref   TEXT    NOT NULL,
    letter     TEXT    NOT NULL,
    cause      TEXT    NOT NULL,
    channel    TEXT    NOT NULL,
    recipient  TEXT    NOT NULL,
    token      TEXT    UNIQUE,
    message_id TEXT    UNIQUE,
    decided_at BIGINT  NOT NULL,
    digest     BYTEA   NOT NULL,
    body       TEXT    NOT NULL,
    UNIQUE (case_ref, letter, cause, channel, recipient)
);

-- Each letter's way out. waiting is 1 while it may yet have to be sent; due_at is then when it may next be
-- claimed: the time it waits for, or the end of the lease under which somebody is sending it.
CREATE TABLE outbox (
    letter_id   TEXT    PRIMARY KEY REFERENCES letter (id),
    channel     TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('pending', 'leased', 'sent', 'failed', 'unknown')),
    waiting     INTEGER NOT NULL,
    due_at      BIGINT  NOT NULL,
    promised    BIGINT  NOT NULL,
    decided_at  BIGINT  NOT NULL,
    holder      TEXT    NOT NULL DEFAULT '',
    lease       TEXT    NOT NULL DEFAULT '',
    tries       INTEGER NOT NULL DEFAULT 0,
    doubts      INTEGER NOT NULL DEFAULT 0,
    in_doubt    INTEGER NOT NULL DEFAULT 0,
    lost        INTEGER NOT NULL DEFAULT 0,
    began       BIGINT,
    last_try    BIGINT,
    settled_at  BIGINT,
    provider    TEXT,
    detail      TEXT    NOT NULL DEFAULT '',
    delivery    TEXT    NOT NULL DEFAULT '',
    delivery_at BIGINT,
    delivery_detail TEXT NOT NULL DEFAULT '',
    proved      INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX outbox_order ON outbox (promised, decided_at, letter_id) WHERE waiting = 1;
CREATE INDEX outbox_due ON outbox (due_at) WHERE waiting = 1;
CREATE INDEX outbox_leased ON outbox (holder) WHERE state = 'leased';
CREATE INDEX outbox_provider ON outbox (provider) WHERE provider IS NOT NULL;
CREATE INDEX outbox_unproved ON outbox (letter_id) WHERE proved = 0;

-- Every try that reached for the wire.
CREATE TABLE attempt (
    letter_id TEXT    NOT NULL REFERENCES letter (id),
    n         INTEGER NOT NULL,
    began     BIGINT  NOT NULL,
    ended     BIGINT  NOT NULL,
    state     TEXT    NOT NULL,
    provider  TEXT    NOT NULL,
    detail    TEXT    NOT NULL,
    PRIMARY KEY (letter_id, n)
);

-- Which daemon does a job that only one may do. In PostgreSQL it is there already: who changes the schema has a row in it.
CREATE TABLE IF NOT EXISTS lease (
    name   TEXT   PRIMARY KEY,
    holder TEXT   NOT NULL,
    beat   BIGINT NOT NULL
);

-- A checkpoint seals what has come since the one before it: the heads of the cases' chains, the letters, the
-- arrivals. Its digest covers its seals and the digest before it.
CREATE TABLE checkpoint (
    n      BIGINT PRIMARY KEY,
    at     BIGINT NOT NULL,
    seals  BIGINT NOT NULL,
    digest BYTEA  NOT NULL
);
CREATE TABLE seal (
    checkpoint BIGINT NOT NULL,
    pos        BIGINT NOT NULL,
    kind       TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    seq        BIGINT NOT NULL,
    hash       BYTEA  NOT NULL,
    PRIMARY KEY (checkpoint, pos)
);
