DROP TRIGGER event_stays;
CREATE TRIGGER event_stays BEFORE UPDATE ON event WHEN NOT EXISTS (SELECT 1 FROM erased x
    WHERE x.kind = 'event' AND x.id = OLD.case_ref AND x.seq = OLD.seq AND x.was = OLD.hash AND x.remains = NEW.body
    AND NEW.case_ref = OLD.case_ref AND NEW.seq = OLD.seq AND NEW.at = OLD.at AND NEW.kind = OLD.kind AND NEW.hash = OLD.hash)
BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
DROP TRIGGER letter_stays;
CREATE TRIGGER letter_stays BEFORE UPDATE ON letter WHEN NOT EXISTS (SELECT 1 FROM erased x
    WHERE x.kind = 'letter' AND x.id = OLD.id AND x.was = OLD.digest AND x.remains = NEW.body
    AND NEW.id = OLD.id AND NEW.case_ref = OLD.case_ref AND NEW.letter = OLD.letter AND NEW.cause = OLD.cause AND NEW.channel = OLD.channel
    AND NEW.decided_at = OLD.decided_at AND NEW.digest = OLD.digest AND NEW.token IS NULL AND NEW.message_id IS NULL)
BEGIN SELECT RAISE(ABORT, 'letters are never changed'); END;
CREATE TRIGGER raw_kept BEFORE DELETE ON raw WHEN NOT EXISTS (SELECT 1 FROM erased x WHERE x.kind = 'arrival' AND x.id = OLD.arrival_id)
BEGIN SELECT RAISE(ABORT, 'what arrived is never changed'); END;
CREATE TRIGGER erased_stays BEFORE UPDATE ON erased BEGIN SELECT RAISE(ABORT, 'erasures are never changed'); END;
CREATE TRIGGER erased_kept BEFORE DELETE ON erased BEGIN SELECT RAISE(ABORT, 'erasures are never changed'); END;
