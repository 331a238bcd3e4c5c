-- +goose Up

-- An attachment stands in the bytes of its mail, and was kept here a second time.
DROP TABLE file;
