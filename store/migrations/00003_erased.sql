-- +goose Up

-- What was taken out of the files of cases. One row for each event, letter and arrival that was emptied: by which
-- event of the case (who, when and why stand there), what its hash or digest was, and what remains of it. The event
-- covers these rows with a digest.
CREATE TABLE erased (
    kind     TEXT   NOT NULL CHECK (kind IN ('event', 'letter', 'arrival')),
    id       TEXT   NOT NULL,
    seq      BIGINT NOT NULL,
    case_ref TEXT   NOT NULL,
    erasure  BIGINT NOT NULL,
    was      BYTEA  NOT NULL,
    remains  TEXT   NOT NULL,
    PRIMARY KEY (kind, id, seq)
);
CREATE INDEX erased_by ON erased (case_ref, erasure);
