-- +goose Up

-- The landlord's own letters, as they were put into force: of each file every version, the newest with the highest n. An
-- empty text says that the built-in letter is in force again.
CREATE TABLE letter_file (
    file    TEXT    NOT NULL,
    n       INTEGER NOT NULL,
    since   BIGINT  NOT NULL,
    by_whom TEXT    NOT NULL,
    why     TEXT    NOT NULL,
    body    TEXT    NOT NULL,
    PRIMARY KEY (file, n)
);
