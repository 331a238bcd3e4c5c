package main

import (
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/internal/procedure"
	"complaints/store"
)

// configure writes the office's configuration anew, as an administrator does.
func (o testOffice) configure(edits ...string) {
	o.t.Helper()
	text := exampleWith(o.t, append(append([]string{}, exampleSettings...), edits...)...)
	if err := os.WriteFile(o.config, text, 0o600); err != nil {
		o.t.Fatal(err)
	}
}

// theCase is the one case of the office, as its database has it.
func (o testOffice) theCase() complaint.Case {
	o.t.Helper()
	cfg, err := config.Load(o.config)
	if err != nil {
		o.t.Fatal(err)
	}
	s, err := daemon.OpenStore(o.t.Context(), cfg)
	if err != nil {
		o.t.Fatal(err)
	}
	all, err := s.ListCases(o.t.Context(), store.CaseFilter{Limit: 2})
	if err != nil || len(all) != 1 {
		o.t.Fatal(all, err)
	}
	if err := s.Close(); err != nil {
		o.t.Fatal(err)
	}
	return all[0]
}

// TestAPolicySlip: another policy in the configuration moves nothing by itself, at a start or beside a running daemon,
// until a person has seen what it moves and agreed; and the same command moves it back.
func TestAPolicySlip(t *testing.T) {
	t.Parallel()
	o, out, letters := counted(t, "policy.profile", "spso-rsl")
	right, slip := out.settings("policy.profile", "spso-rsl"), out.settings("policy.profile", "hastoe-2020")
	out.deliver(t, aLeak(anHourAgo()), anHourAgo())
	said, stop := o.daemonOf()
	o.until("an acknowledgement", func() bool { return letters.Load() > 0 }, said)
	if code := stop(); code != 0 {
		t.Fatalf("it ended with %d and said %s", code, said)
	}
	promised := o.theCase().Stage1.Days()

	o.configure(slip...)
	if text, _, _ := o.run("check", "--offline"); !strings.Contains(text, "policy adopt") {
		t.Errorf("check does not name what is not in force:\n%s", text)
	}
	said, stop = o.daemonOf()
	o.says(said, "is not in force: put it right, or run")
	o.says(said, "complaintsd is running")
	if got := o.theCase().Stage1.Days(); got != promised {
		t.Errorf("a start has moved %+v to %+v", promised, got)
	}
	shown, _, code := runForTest(t, "no\n", "policy", "adopt", "--config", o.config, "--cases", "all")
	ref := o.theCase().Ref
	for _, want := range []string{"configured: Policy hastoe-2020", ref + " goes over to the policy hastoe-2020.",
		ref + ", stage 1: the answer moved from " + promised.Target.Long() + " to ", "Nothing has been changed."} {
		if !strings.Contains(shown, want) || code != 0 {
			t.Errorf("it ended with %d and showed no %q:\n%s", code, want, shown)
		}
	}
	if got := o.theCase().Stage1.Days(); got != promised {
		t.Errorf("a no has moved %+v to %+v", promised, got)
	}
	o.prints("No date of an open case would move.", "policy adopt") // a case keeps its policy unless it is named
	o.prints("It is in force.", "policy adopt", "--cases", ref, "--yes", "--why", "by mistake")
	if got := o.theCase(); got.Stage1.Target <= promised.Target || got.Profile != "hastoe-2020" {
		t.Errorf("it was agreed to, and the case is under %s with %+v", got.Profile, got.Stage1.Days())
	}
	o.configure(right...)
	o.prints("the answer moved from ", "policy adopt", "--cases", "all", "--yes", "--why", "it was a slip")
	if got := o.theCase(); got.Stage1.Days() != promised || got.Profile != "spso-rsl" {
		t.Errorf("not moved back: under %s with %+v, want %+v", got.Profile, got.Stage1.Days(), promised)
	}
	o.prints("as they are in force", "policy adopt")
	if code := stop(); code != 0 {
		t.Errorf("the daemon ended with %d and said %s", code, said)
	}
	o.prints("Everything fits", "verify")
	o.fails(1, "not found", "policy adopt", "--cases", "HC-2020-000001")
}

// decidesBy makes a daemon of the office, which does not run, and returns what it would decide by.
func (o testOffice) decidesBy() (p procedure.Procedure) {
	o.t.Helper()
	cfg, err := config.Load(o.config)
	if err != nil {
		o.t.Fatal(err)
	}
	d, err := daemon.New(o.t.Context(), daemon.Options{Config: cfg, Log: slog.New(slog.DiscardHandler),
		Clock: time.Now})
	if err != nil {
		o.t.Fatal(err)
	}
	if _, err := d.Desk().Follow(o.t.Context(), "a start"); err != nil {
		o.t.Error(err)
	}
	p = d.Desk().Procedure()
	if err := d.Close(); err != nil {
		o.t.Error(err)
	}
	return p
}

// TestTwoConfigurations: another daemon with other settings goes by what the database holds, and says so before it does
// anything.
func TestTwoConfigurations(t *testing.T) {
	t.Parallel()
	out := newOutside(t)
	o := newOffice(t, out.settings("policy.profile", "spso-rsl")...)
	o.arrive(aLeak(anHourAgo()))
	o.decidesBy()
	before := o.theCase().Stage1.Days()
	o.configure(out.settings("policy.profile", "hastoe-2020", "settings.extension_cap", "30")...)
	if p := o.decidesBy(); p.Policy.ID != "spso-rsl" || p.Settings.ExtensionCap != 14 {
		t.Errorf("it decides by %s and %d days", p.Policy.ID, p.Settings.ExtensionCap)
	}
	if got := o.theCase().Stage1.Days(); got != before {
		t.Errorf("it has moved %+v to %+v", before, got)
	}
	if refs := o.lettersInStore(""); len(refs) != 1 || !strings.Contains(refs[0].Text, "policy adopt") {
		t.Errorf("the team was told: %+v", refs)
	}
	o.configure(out.settings("policy.profile", "spso-rsl")...)
	o.decidesBy()
	if refs := o.lettersInStore(""); len(refs) != 2 || !strings.Contains(refs[1].Text, "as they are in force") {
		t.Errorf("the team was told: %+v", refs)
	}
}
