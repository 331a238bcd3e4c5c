package e2e

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"complaints/internal/lab"
	"complaints/internal/outbox"
	"complaints/internal/twiliodouble"
)

// step is a place at which the program is killed.
type step struct {
	name string
	most int // it dies when it comes there for the first to the most-th time
	// outside, for a step on the wire, has the server at the other end call kill when it is there.
	outside func(s *stage, kill func())
	later   time.Duration // how much time passes before, by the program's clock
	doubles bool          // a letter that was accepted there may go again
}

// steps are all of them, in an order in which each can be reached.
var steps = []step{
	{name: "migrated, not committed", most: 2},
	{name: "arrived, not stored", most: 3},
	{name: "stored, not decided", most: 3},
	{name: "decided, not committed", most: 3},
	{name: "decided, not marked", most: 3},
	{name: "text came, not stored", most: 2},
	{name: "text stored, not answered", most: 2},
	{name: "claimed, not committed", most: 4},
	{name: "claimed, not sent", most: 4},
	{name: "mail is at RCPT", most: 8, outside: atMail(lab.AtRecipient)},
	{name: "mail is at DATA", most: 8, outside: atMail(lab.AtData)},
	{name: "mail is taken, not answered", most: 8, outside: atMail(lab.Taken), doubles: true},
	{name: "text is at Twilio, not taken", most: 2, outside: atText(false)},
	{name: "text is taken, not answered", most: 2, outside: atText(true)},
	{name: "accepted, not noted", most: 8, doubles: true},
	{name: "noted, not recorded", most: 8},
	{name: "notes of a kill found", most: 1},
	{name: "recorded, not committed", most: 4},
	{name: "recorded, note not dropped", most: 4},
	{name: "swept, not committed", most: 1, later: 8 * 24 * time.Hour},
	{name: "sealed, not committed", most: 2},
}

// betweenKills lets Twilio be asked about the texts that a kill has left in doubt, before the next.
const betweenKills = 6 * time.Minute

func atMail(m lab.Moment) func(*stage, func()) {
	return func(s *stage, kill func()) {
		s.sink.Meet(func(at lab.Moment) error {
			if at == m {
				kill()
			}
			return nil
		})
	}
}

// atText kills when a text is at Twilio, which has taken it or not.
func atText(taken bool) func(*stage, func()) {
	return func(s *stage, kill func()) {
		s.texts.Faults(func(twiliodouble.Message) twiliodouble.Fault {
			kill()
			return twiliodouble.Fault{HangUp: true, Accepts: taken}
		})
	}
}

// TestKilledAtEveryStep kills one program on one database at every step there is, one after another, while mails and
// texts come in, and counts at the end. COMPLAINTSD_KILLS goes through the steps that many times.
func TestKilledAtEveryStep(t *testing.T) {
	rounds := 1
	if kills > usualKills {
		rounds = (kills + len(steps) - 1) / len(steps)
	}
	deaths, doubled := 0, 0
	for round := range rounds {
		t.Run(strconv.Itoa(round), func(t *testing.T) {
			s := newStage(t, database(t)).withTexts(t)
			s.cfg.Schedule.Housekeeping = "@every 1s"
			s.program = stoppable.program(t, s.cfg)
			died, twice := s.everyStep(t)
			deaths, doubled = deaths+died, doubled+twice
		})
	}
	t.Logf("%d kills at %d steps; %d letters went twice, each in the moment between acceptance and record", deaths,
		len(steps), doubled)
}

// ranUntilNow leaves the note of a program that has run until now, which so has no reason to doubt its clock.
func (s *stage) ranUntilNow(t *testing.T) {
	t.Helper()
	db := s.open(t)
	err := errors.Join(db.SetMark(t.Context(), "clock:seen", s.now().UnixMilli()), db.Close())
	if err != nil {
		t.Fatal(err)
	}
}

func (s *stage) everyStep(t *testing.T) (deaths, doubled int) {
	feed := s.newFeed(t)
	mayDouble := 0
	for _, at := range steps {
		s.pass(max(at.later, betweenKills))
		if at.later > 0 {
			s.ranUntilNow(t)
		}
		if err := s.dieAt(t, at, feed); err != nil {
			t.Errorf("%s: %v", at.name, err)
			continue
		}
		deaths++
		if at.doubles {
			mayDouble++
		}
	}
	s.pass(15 * time.Minute) // texts in doubt may be asked for
	s.startAt(t, "")
	mails, texts := feed.end(t)
	await(t, s.sink, time.Minute, mails)
	s.awaitOutcomes(t, mails+texts)
	for _, command := range []string{"verify", "reconcile"} {
		if said, err := s.program.Command(t.Context(), command); err != nil {
			t.Errorf("%s: %v: %s", command, err, said)
		}
	}
	if err := s.program.Stop(15 * time.Second); err != nil {
		t.Error(err)
	}
	doubled = s.check(t, mails+texts)
	s.noDoubt(t)
	// The kill finds the other connections at any step of theirs.
	if most := mayDouble + deaths*(s.cfg.Limits.SendConnections-1); doubled > most {
		t.Errorf("%d letters went twice, and %d at most could be on the wire", doubled, most)
	}
	t.Logf("%d kills, %d mails, %d texts; %d letters doubled, %d texts left to a person", deaths, mails, texts,
		doubled, s.handed)
	return deaths, doubled
}

// dieAt runs the program until it dies at a step.
func (s *stage) dieAt(t *testing.T, at step, feed *feed) error {
	times := 1 + rand.IntN(at.most)
	if at.outside == nil {
		s.startAt(t, fmt.Sprintf("%d %s", times, at.name))
	} else {
		killed := make(chan error, 1)
		reached := make(chan struct{}, 1000)
		at.outside(s, func() {
			reached <- struct{}{}
			if len(reached) == times {
				killed <- s.program.Signal(os.Kill)
			}
		})
		defer func() { s.sink.Meet(nil); s.texts.Faults(nil) }()
		s.startAt(t, "")
	}
	dead := make(chan error, 1)
	// the first sweep waits a minute for a mailbox that is never read to its end
	go func() { dead <- s.program.Died(2 * time.Minute) }()
	for {
		feed.more(t)
		select {
		case err := <-dead:
			return err
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// startAt starts the program with its clock ahead as it is now, to die at a step, or at none.
func (s *stage) startAt(t *testing.T, dies string) {
	t.Helper()
	clock := filepath.Join(t.TempDir(), "clock")
	if err := os.WriteFile(clock, []byte(s.ahead().String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.program.Start("COMPLAINTSD_CLOCK="+clock, "COMPLAINTSD_KILL_AT="+dies); err != nil {
		t.Fatal(err)
	}
}

// noDoubt holds that every letter of a text has gone, once nothing is left to wait for.
func (s *stage) noDoubt(t *testing.T) {
	t.Helper()
	db := s.open(t)
	defer db.Close()
	for _, l := range letters(t, db) {
		if l.State == outbox.Unknown {
			t.Errorf("it is not known whether letter %s of %s went: %s", l.Letter.Letter, l.Case, l.Detail)
		}
	}
}

// feed brings mails and texts, some of them while nobody is there to take them.
type feed struct {
	stage        *stage
	mails, texts int
	waiting      chan int // texts to be sent
	sent         chan error
}

func (s *stage) newFeed(t *testing.T) *feed {
	f := &feed{stage: s, waiting: make(chan int, 10_000), sent: make(chan error, 1)}
	go func() {
		var failed error
		for n := range f.waiting {
			failed = errors.Join(failed, s.textOf(t.Context(), n))
		}
		f.sent <- failed
	}()
	return f
}

// more brings another mail, and now and then a text.
func (f *feed) more(t *testing.T) {
	t.Helper()
	deliver(t, f.stage.mailbox, complaintMail(f.mails))
	if f.mails++; f.mails%4 == 0 {
		f.waiting <- f.texts
		f.texts++
	}
}

// end returns how many came, once all texts have been taken.
func (f *feed) end(t *testing.T) (mails, texts int) {
	t.Helper()
	close(f.waiting)
	select {
	case err := <-f.sent:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(2 * time.Minute):
		t.Fatal("the texts are not taken")
	}
	return f.mails, f.texts
}

// TestEveryStepIsTried holds the steps in the program against those of the test.
func TestEveryStepIsTried(t *testing.T) {
	t.Parallel()
	tried := slices.Clone(pictureSteps)
	for _, s := range steps {
		if s.outside == nil {
			tried = append(tried, s.name)
		}
	}
	found := failpoints(t)
	slices.Sort(tried)
	slices.Sort(found)
	if !slices.Equal(found, tried) {
		t.Errorf("the program has the steps\n%q\nand it is killed at\n%q", found, tried)
	}
}

// failpoints finds the steps in the source.
func failpoints(t *testing.T) (names []string) {
	t.Helper()
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(gotoken.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if fun, ok := call.Fun.(*ast.SelectorExpr); ok && fun.Sel.Name == "Reached" {
					name, err := strconv.Unquote(call.Args[0].(*ast.BasicLit).Value)
					if err != nil {
						t.Error(err)
					}
					names = append(names, name)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestThePlainProgramCannotBeStopped holds that the failpoints are not in the program that people run.
func TestThePlainProgramCannotBeStopped(t *testing.T) {
	for b, want := range map[*building]bool{&plain: false, &stoppable: true} {
		program, err := os.ReadFile(b.program(t, newStage(t, database(t)).withTexts(t).cfg).Path)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(program), "COMPLAINTSD_KILL_AT"); got != want {
			t.Errorf("built with tags %q it knows of failpoints: %v", b.tags, got)
		}
	}
}
