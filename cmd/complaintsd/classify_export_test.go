package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"complaints/classifier"
	"complaints/internal/complaint"
	"complaints/internal/labtest"
	"complaints/internal/message"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// exported runs classify export and returns its lines, read as training does, and what it said beside them.
func (o testOffice) exported(args ...string) ([]classifier.Example, string, string) {
	o.t.Helper()
	out, errs, code := o.run("classify export", args...)
	if code != 0 {
		o.t.Fatalf("ended with %d: %s", code, errs)
	}
	examples, err := classifier.ReadExampleFiles(o.write("exported.jsonl", out))
	if err != nil {
		o.t.Fatal(err)
	}
	return examples, out, errs
}

// TestCorrectionsBecomeTrainingLines: what the team decided against the program comes out of the store as a line that
// the training reads, with the names of the file masked; what was erased, kept from colleagues or speaks of self-harm
// does not.
func TestCorrectionsBecomeTrainingLines(t *testing.T) {
	t.Parallel()
	for name, newURL := range map[string]func(*testing.T) []string{
		"sqlite":   func(*testing.T) []string { return nil },
		"postgres": func(t *testing.T) []string { return []string{"store.url", labtest.Postgres(t).URL()} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			correctionsBecomeLines(t, newOffice(t, newURL(t)...))
		})
	}
}

func correctionsBecomeLines(t *testing.T, o testOffice) {
	at := anHourAgo()
	refs := decidedByPeople(t, o, at)
	want := "The team read this as a complaint. The program had read it as a neighbour dispute or antisocial " +
		"behaviour (E4) and suggested REFUSE E4."
	if shown := o.ok("case show", refs[0]); !strings.Contains(shown, want) {
		t.Errorf("the file has no %q:\n%s", want, shown)
	}
	lines, out, said := o.exported()
	if len(lines) != 3 || !strings.Contains(said, "1 left out: no label fits what was decided") {
		t.Fatalf("%d lines, want 3 and one left out:\n%s%s", len(lines), out, said)
	}
	checkCorrections(t, lines, out, at)
	if all, _, _ := o.exported("--all"); len(all) != 4 {
		t.Errorf("with what was confirmed there are %d lines, want 4", len(all))
	} else if c := all[1]; c.Exclusion != policy.NeighbourASB || c.Note != "Confirmed by a person." ||
		!strings.Contains(c.Body, "3 May") {
		t.Errorf("the refusal that was confirmed is %+v, want %s with its day", c, policy.NeighbourASB)
	}

	yesterday := time.Now().AddDate(0, 0, -2).Format("2006-01-02")
	if lines, _, _ := o.exported("--to", yesterday); len(lines) != 0 {
		t.Errorf("before %s there are %d lines, want none", yesterday, len(lines))
	}
	if lines, _, _ := o.exported("--from", yesterday); len(lines) != 3 {
		t.Errorf("since %s there are %d lines, want 3", yesterday, len(lines))
	}
	if out, errs, code := runForTest(t, "", "classify", "eval", "--hide-errors", o.dir+"/exported.jsonl"); code != 0 ||
		!strings.Contains(out, "3 messages") {
		t.Errorf("scoring ended with %d, want the figures of 3 messages:\n%s%s", code, out, errs)
	}

	clock := time.Now()
	sendAll(t, o.openAt(&clock), clock.AddDate(0, 0, 10))
	o.ok("erase", refs[1], "--reason", "asked for on paper", "--yes")
	if lines, _, said := o.exported("--all"); len(lines) != 3 || !strings.Contains(said, "the file was erased") {
		t.Errorf("after the erasure there are %d lines, want 3: %s", len(lines), said)
	}
	o.prints("Everything fits", "verify")
}

// decidedByPeople brings five mails, the first of an instant, of which the team accepts two against the program,
// refuses one as suggested and one for a reason that no label has, and passes one to another area.
func decidedByPeople(t *testing.T, o testOffice, at time.Time) (refs []string) {
	t.Helper()
	benWrites := func(minute int, more string) string {
		return mailFrom("Ben Okoro <ben.okoro@example.com>", fmt.Sprintf("Noise number %d", minute),
			noiseWords+more, at.Add(time.Duration(minute)*time.Minute))
	}
	refs = o.arrive(
		benWrites(0, " Tell Ms Farthing, or ring ben on 07700 900123.\n\nBen Okoro\n12 Quarry Lane, GL5 2QX"),
		benWrites(10, " This is a separate complaint. It was bad on 3 May as well."),
		benWrites(20, " This is another complaint. He has no shame."),
		mailFrom(asha, leakSubject, leakWords+"\nAsha", at.Add(30*time.Minute)),
		benWrites(40, " This is a new complaint. Night after night."),
	)
	if len(refs) != 5 {
		t.Fatalf("the mails opened %v, want five cases", refs)
	}
	if lines, _, _ := o.exported("--all"); len(lines) != 0 {
		t.Fatalf("nobody has decided anything yet, and there are lines: %v", lines)
	}
	o.ok("case accept", refs[0], "it is about how we handled his reports")
	o.ok("case refuse", refs[1], "E4", "this is about your neighbour, whom our neighbourhood team visits")
	o.ok("case accept", refs[2], "he had asked us for help before")
	o.ok("case assign", refs[3], "estate_services.manager@landlord.example")
	o.ok("case refuse", refs[4], "OTHER", "the house belongs to another landlord")
	return refs
}

// checkCorrections looks at the lines of the first case, which came at an instant, and of the one that was passed on.
func checkCorrections(t *testing.T, lines []classifier.Example, out string, at time.Time) {
	t.Helper()
	first, moved := lines[0], lines[2]
	if first.Kind != reading.KindComplaint || first.Exclusion != "" || first.Context != reading.ContextNone ||
		first.Channel != message.Email || !first.Received.Equal(at) || first.Area == "" {
		t.Errorf("the first line is %+v, want a complaint by e-mail of %v", first, at)
	}
	const masked = "will not turn it down. Tell Ms [name], or ring [name] on [phone].\n\n[name]\n[address], [postcode]"
	if !strings.HasSuffix(first.Body, masked) {
		t.Errorf("its body is %q, want it to end with %q", first.Body, masked)
	}
	for _, secret := range []string{"Ben", "Okoro", "900123", "Quarry", "GL5", "Farthing", "Asha", "HC-"} {
		if strings.Contains(out, secret) {
			t.Errorf("%q stays in the lines:\n%s", secret, out)
		}
	}
	if moved.Kind != reading.KindComplaint || moved.Area != "estate_services" ||
		!strings.Contains(moved.Note, "read as complaint, repairs") {
		t.Errorf("the case passed on is %+v, want a complaint about estate services", moved)
	}
}

// TestCorrectionsThatStayInTheFile: restricted files, and messages that no model may learn from.
func TestCorrectionsThatStayInTheFile(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	at := anHourAgo()
	refs := o.arrive(
		mailFrom("Ben Okoro <ben@example.com>", "Noise", noiseWords+" I cannot go on and I want to end my life.", at),
		mailFrom("Cara Lund <cara@example.com>", "Music", noiseWords, at.Add(time.Minute)),
		mailFrom("Dev Patel <dev@example.com>", "Muzyka",
			"Sąsiad puszcza głośną muzykę każdej nocy do trzeciej nad ranem i nie chce jej ściszyć. Proszę o "+
				"pomoc, nie mogę spać.", at.Add(2*time.Minute)),
		mailFrom("Eve Stone <eve@example.com>", "Party", noiseWords, at.Add(3*time.Minute)),
	)
	for _, ref := range refs {
		o.ok("case refuse", ref, "E3", "we have opened another kind of case for you")
	}
	o.ok("case accept", refs[3], "it was about us after all")
	o.ok("case accept", refs[1], "it was about us after all")
	clock := time.Now()
	if _, err := o.openAt(&clock).Desk.Command(t.Context(), "jo", refs[1],
		"CONFLICT asb_tenancy.manager@landlord.example"); err != nil {
		t.Fatal(err)
	}
	lines, out, said := o.exported("--all")
	if len(lines) != 0 {
		t.Errorf("there are %d lines, want none:\n%s", len(lines), out)
	}
	for _, want := range []string{
		"0 lines written", "1 left out: it speaks of self-harm", "1 left out: it is not in English",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in %s", want, said)
		}
	}
}

// TestAnEscalationTeachesStage2: a message after the answer in which the program saw no request.
func TestAnEscalationTeachesStage2(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	clock := anHourAgo()
	ref := o.arrive(aLeak(clock))[0]
	o.ok("case respond", ref, "UPHELD We are sorry. Our contractor came twice without the part and nobody told "+
		"you. The pipe has been replaced and the ceiling was made good on Monday. A surveyor looks at it again.")
	now := time.Now()
	office := o.openAt(&now)
	sendAll(t, office, now.AddDate(0, 0, 10))
	o.arrive(aLeak(clock), mailFrom(asha, "Re: "+leakSubject,
		"Here are the photographs of the ceiling that the plumber asked for.", now.Add(time.Minute).
			Truncate(time.Second)))
	if _, err := office.Desk.Command(t.Context(), "jo", ref,
		"ESCALATE she means it as a request, she says on the phone"); err != nil {
		t.Fatal(err)
	}
	lines, out, said := o.exported()
	if len(lines) != 1 || lines[0].Kind != reading.KindStage2Request || lines[0].Intent != reading.IntentStage2 ||
		lines[0].Context != reading.ContextStage1Answered {
		t.Fatalf("the lines are, want one request for stage 2:\n%s%s", out, said)
	}
	if !strings.Contains(lines[0].Body, "photographs of the ceiling") {
		t.Errorf("the body is %q, want the words on the photographs", lines[0].Body)
	}
}

// TestRehearseShowsCorrections: a story's --json has them as events.
func TestRehearseShowsCorrections(t *testing.T) {
	t.Parallel()
	out, errs, code := runForTest(t, "", "rehearse", "--json", "testdata/stories/refused-and-disputed.yaml")
	if code != 0 {
		t.Fatal(errs)
	}
	found := 0
	for line := range strings.Lines(out) {
		var h struct {
			Kind, Event, Why string
			Fact             complaint.Confirmed
		}
		if err := json.Unmarshal([]byte(line), &h); err != nil {
			t.Fatal(err)
		}
		if h.Kind == "event" && h.Event == "Confirmed" && strings.Contains(h.Why, "The team agrees") {
			found++
		}
	}
	if found != 1 {
		t.Errorf("%d events:\n%s", found, out)
	}
}
