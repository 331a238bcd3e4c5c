CREATE TRIGGER raw_piece_stays BEFORE UPDATE ON raw_piece BEGIN SELECT RAISE(ABORT, 'what arrived is never changed'); END;
CREATE TRIGGER raw_piece_kept BEFORE DELETE ON raw_piece WHEN NOT EXISTS (SELECT 1 FROM erased x WHERE x.kind = 'arrival' AND x.id = OLD.arrival_id)
BEGIN SELECT RAISE(ABORT, 'what arrived is never changed'); END;
