-- +goose Up

-- What sets dates, as it was put in force: each edition with who did it, when and why. The newest is in force, and a case
-- keeps the policy of the one it was opened under. The body is JSON.
CREATE TABLE edition (
    n       BIGINT PRIMARY KEY,
    since   BIGINT NOT NULL,
    by_whom TEXT   NOT NULL,
    why     TEXT   NOT NULL,
    body    TEXT   NOT NULL
);
