CREATE FUNCTION event_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM erased x
        WHERE x.kind = 'event' AND x.id = OLD.case_ref AND x.seq = OLD.seq AND x.was = OLD.hash AND x.remains = NEW.body
        AND NEW.case_ref = OLD.case_ref AND NEW.seq = OLD.seq AND NEW.at = OLD.at AND NEW.kind = OLD.kind AND NEW.hash = OLD.hash) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'event rows are only ever added';
END $$;
DROP TRIGGER event_stays ON event;
CREATE TRIGGER event_stays BEFORE UPDATE ON event FOR EACH ROW EXECUTE FUNCTION event_erased();
CREATE TRIGGER event_kept BEFORE DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE FUNCTION letter_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM erased x
        WHERE x.kind = 'letter' AND x.id = OLD.id AND x.was = OLD.digest AND x.remains = NEW.body
        AND NEW.id = OLD.id AND NEW.case_ref = OLD.case_ref AND NEW.letter = OLD.letter AND NEW.cause = OLD.cause AND NEW.channel = OLD.channel
        AND NEW.decided_at = OLD.decided_at AND NEW.digest = OLD.digest AND NEW.token IS NULL AND NEW.message_id IS NULL) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'letter rows are only ever added';
END $$;
DROP TRIGGER letter_stays ON letter;
CREATE TRIGGER letter_stays BEFORE UPDATE ON letter FOR EACH ROW EXECUTE FUNCTION letter_erased();
CREATE TRIGGER letter_kept BEFORE DELETE ON letter FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE FUNCTION raw_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM erased x WHERE x.kind = 'arrival' AND x.id = OLD.arrival_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'raw rows are only ever added';
END $$;
CREATE TRIGGER raw_kept BEFORE DELETE ON raw FOR EACH ROW EXECUTE FUNCTION raw_erased();
CREATE TRIGGER erased_stays BEFORE UPDATE OR DELETE ON erased FOR EACH ROW EXECUTE FUNCTION refuse_change();
