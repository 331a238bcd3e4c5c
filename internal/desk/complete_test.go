package desk

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/outbox"
	"complaints/internal/procedure"
	"complaints/store"
)

// months is a run of chance over some months: what arrives, what colleagues reply, what goes wrong, and time.
type months struct {
	*letterbox
	r        *rand.Rand
	words    string           // what has been done, for who reads a failure
	numbers  map[int64]string // what each number of the list has stood for
	reported time.Time        // when there was a morning list last
}

// whatArrives are mails by people, programs and both. NAME is one of a few, N a number.
var whatArrives = strings.Split(`From: Asha Rahman <NAME@example.com>
Subject: Leak

This is the third time I have reported the leak in my bathroom at N Mill Court and nobody came. I want to complain.
===
From: Bo Lund <NAME@example.com>
Subject: Tap

The kitchen tap at N Larkfield is dripping. It is the first time I report it, please send somebody.
===
From: Carol Eze <NAME@example.com>
Subject: Gas

I can smell gas in the hall of N Wharf Street, my baby is asleep.
===
From: Dina Shah <NAME@example.com>
Subject: Noise

My neighbours at N Ferry Road play loud music all night. Can you help?
===
From: Fay Moran <NAME@example.com>
Subject: Still

I am still waiting, nobody rang me about N Heron Way. I am not happy with your answer and want stage 2.
===
From: Gus Oduya <NAME@example.com>
Subject: Re: your letter

I do not agree that N Beacon Hill is not for you. It is your gate and you have to mend it.
===
From: Hugh Gill <NAME@example.com>
Subject: Data

You sent my rent statement for N Oak House to my neighbour. That is a data breach.
===
From: Ida Koch <NAME@example.com>
Subject: Claim

Letter before claim: unless the damp at N Elm Rise is mended my solicitor will issue proceedings.
===
From: Jo Reed <NAME@example.com>
Subject: Please ring

Please can somebody ring me about N Mill Court.
===
From: Kai Ng <NAME@example.com>
Subject: skarga

Dzień dobry, w mieszkaniu N jest pleśń na ścianach i nikt nie przychodzi.
===
From: news <NAME@shop.example>
List-Id: <offers.shop.example>
Precedence: bulk
Subject: N offers

Half price blinds, order now, unsubscribe.
===
From: win <NAME@prize.example>
Subject: You have won

Congratulations, you have won N pounds, click here to claim.
===
From: MAILER-DAEMON@mx.example.org
Subject: Undelivered NAME

I'm sorry to have to inform you that your message could not be delivered. User unknown. N
===
From: A Colleague <NAME@agency.example>
Auto-Submitted: auto-replied
Subject: Out of office

I am out of the office until N January.
===
From: voicemail@pbx.example
Subject: Voice message from NAME

You have a new voice message of N seconds.
===
From: secure@portal.example
Subject: Secure message for NAME

You have received a secure message. Click to read the message. N
===
From: Website <noreply@landlord.example>
Precedence: junk
Subject: Form NAME

Name: Lee Marsh
Email: lee@example.com
Message: The boiler at N Oak House has failed for the third time and nobody came.
===
From: NAME@example.com
Subject:

N
===
From: broken

`+"\x00\x01 N", "\n===\n")

// whatStaffSay are the words of colleagues, to whichever letter they have.
var whatStaffSay = strings.Split(`TAKEN
===
TAKEN I am on my way
===
FALSE I rang her, it is the neighbour's cooking
===
DONE
===
DONE ALL
===
ACCEPT
===
REQUEST
===
REFUSE E4 it is between the neighbours
===
REFUSE AGE it is too long ago
===
CONTACTED spoke with her on the phone at two, she would like it done soon and is not in danger
===
RESOLVED the part was fitted and she is content
===
EXTEND 18/01/2027 waiting for the survey of the drains
===
REASSIGN estates
===
NOTE rang, no answer
===
ANSWERED
===
POSTED
===
SAFE
===
RELEASE
===
ESCALATE she asked for it
===
YES
===
NO
===
RESPOND UPHELD
Dear resident, we are sorry. We came on Monday and mended it, and have paid you 50 pounds. Nothing else is owed.
ACTION: paint the ceiling by 20/01/2027
===
ok thanks
===
who is this?`, "\n===\n")

var whoIsStaff = []string{"repairs.manager@landlord.example", "estates.manager@landlord.example",
	"complaints.team@landlord.example", "out.of.hours@landlord.example", "dpo@landlord.example",
	"housing.director@landlord.example"}

// TestNothingFallsOutOfSight: over random months, after whatever has happened, every arrival, request that was passed
// on and alarm has been ended by a person, has been ended by a rule that has a name, or stands on the list; and a
// number of the list stands for one thing for ever.
func TestNothingFallsOutOfSight(t *testing.T) { // 5.1
	runs, steps, first := 4, 60, uint64(1)
	if testing.Short() { // under the race detector
		runs, steps = 1, 12
	}
	if n, err := strconv.Atoi(os.Getenv("COMPLAINTSD_MONTHS")); err == nil {
		runs, first = n, uint64(time.Now().UnixNano())
	}
	for i := range runs {
		seed := first + uint64(i)
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			m := &months{letterbox: newLetterbox(t), r: rand.New(rand.NewPCG(seed, 0)), numbers: map[int64]string{}}
			m.now = on("2026-11-24", "09:00")
			m.report()
			for step := 0; step < steps && !t.Failed(); step++ {
				m.step()
				m.check()
			}
			if t.Failed() {
				t.Logf("what happened:\n%s", m.words)
			}
		})
	}
}

// one is one of several.
func one(m *months, of []string) string { return of[m.r.IntN(len(of))] }

// step lets one thing happen, and then some time pass.
func (m *months) step() {
	switch k := m.r.IntN(10); {
	case k < 4:
		header, words, _ := strings.Cut(one(m, whatArrives), "\n\n")
		header = strings.ReplaceAll(header, "NAME", fmt.Sprintf("p%d", m.r.IntN(12)))
		m.note("arrives: %.60q", header)
		m.mail(header, strings.ReplaceAll(words, "N ", strconv.Itoa(1+m.r.IntN(30))+" "))
	case k < 5:
		m.note("a text")
		m.text(fmt.Sprintf("+4477009001%02d", m.r.IntN(6)), "no heating at "+strconv.Itoa(m.r.IntN(30))+
			" Elm Rise again, third time, nobody came")
	case k < 8:
		m.staffReply()
	case k < 9:
		m.note("letters are sent")
		m.sendAll(outbox.Sent, "250 ok")
	default:
		m.note("letters are refused")
		m.sendAll(outbox.Failed, "550 5.1.1 no such mailbox")
	}
	for range 1 + m.r.IntN(3) {
		m.sweepAt(m.now.Add(time.Duration(1+m.r.IntN(40)) * time.Hour))
	}
	m.report()
}

// report has the morning list written, where one is.
func (m *months) report() {
	if err := m.d.MorningReport(m.t.Context()); err != nil {
		m.t.Fatal(err)
	}
	rules := m.d.Rules()
	if day := rules.Calendar.Day(m.now); rules.Calendar.WorkingDay(day) && day > rules.Calendar.Day(m.reported) {
		m.reported = m.now // the first of a day is the one that is sent
	}
}

// staffReply has a colleague answer a letter that they have.
func (m *months) staffReply() {
	who := one(m, whoIsStaff)
	mine := m.lettersTo(who)
	if len(mine) == 0 {
		return
	}
	l := mine[max(0, len(mine)-1-m.r.IntN(12))]
	words := one(m, whatStaffSay)
	if listed(l.Letter) && l.Case == "" {
		words = fmt.Sprintf("%d %s", 1+m.r.IntN(20), words)
	}
	m.note("%s to %s of %s: %.40q", who, l.Letter, l.Case, words)
	m.mail("From: "+who+dmarcPass+"\nIn-Reply-To: <"+l.MessageID+">\nSubject: Re: "+l.Subject, words)
}

func (m *months) note(format string, args ...any) {
	m.words += m.now.Format("02 Jan 15:04 ") + fmt.Sprintf(format, args...) + "\n"
}

// check holds what must be true at any moment.
func (m *months) check() {
	ctx, t := m.t.Context(), m.t
	all, err := AllWaiting(ctx, m.d.store, m.d.Procedure(), m.now)
	if err != nil {
		t.Fatal(err)
	}
	onList := map[string][]string{}
	for _, w := range all {
		if was, known := m.numbers[w.Number]; known && was != w.key || w.Number == 0 {
			t.Errorf("number %d: got %s, and it has been %s", w.Number, w.key, was)
		}
		m.numbers[w.Number] = w.key
		onList[w.Ref] = append(onList[w.Ref], w.What)
		if w.Why == "" || w.Reply == "" || w.Owner == "" || w.By == 0 {
			t.Errorf("%s of %s: got %+v, want why, whose, by when and what to reply", w.What, w.Ref, w)
		}
	}
	arrived, err := m.d.store.Arrivals(ctx, store.ArrivalFilter{Limit: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range arrived {
		m.checkArrival(a, onList)
	}
	cases, err := m.d.store.ListCases(ctx, store.CaseFilter{Limit: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		events, err := m.d.store.Events(ctx, c.Ref)
		if err != nil {
			t.Fatal(err)
		}
		m.checkCase(c, events, onList[c.Ref])
	}
}

// checkArrival: what arrived has one outcome. In quarantine it stands on the list; filed outside any case and perhaps a
// person's, in the next morning list.
func (m *months) checkArrival(a store.Arrived, onList map[string][]string) {
	switch a.Outcome.Kind {
	case store.Undecided:
		m.t.Errorf("arrival %s has no outcome", a.ID)
	case store.Quarantined:
		if !slices.Contains(onList[a.ID], "quarantine") {
			m.t.Errorf("arrival %s in quarantine is not on the list", a.ID)
		}
	case store.Filed:
		var read store.Read
		err := m.d.store.Read(m.t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			read, err = tx.Message(ctx, a.ID)
			return err
		})
		if err != nil || a.Outcome.Reason == "" {
			m.t.Errorf("arrival %s was filed for %q: %v", a.ID, a.Outcome.Reason, err)
		}
		rules := m.d.Rules()
		if a.Outcome.Case != "" || !mayBePersons(&rules, read) || a.Received.After(m.reported) {
			return
		}
		if !strings.Contains(m.allMornings(), a.ID) {
			m.t.Errorf("arrival %s, filed on %s for %q, stands in no morning list", a.ID, a.Received, a.Outcome.Reason)
		}
	}
}

// allMornings are the words of all morning letters.
func (m *months) allMornings() string {
	var all strings.Builder
	for _, l := range m.lettersTo(m.d.Rules().Register.Team.Email) {
		all.WriteString(l.Text)
	}
	return all.String()
}

// checkCase: a case that is not closed owes something; a danger or a request that is not on the list was ended by a
// person or by a rule that has a name, and so was a case that is closed.
func (m *months) checkCase(c complaint.Case, events []complaint.Event, waits []string) {
	if c.Live() && len(m.d.Procedure().Duties(c, m.now)) == 0 {
		m.t.Errorf("%s at %s owes nothing", c.Ref, c.Standing())
	}
	danger, request, opened := -1, -1, -1
	for i, e := range events {
		switch f := e.Fact.(type) {
		case complaint.Flagged:
			if f.Emergency {
				danger = i
			}
		case complaint.Reminded:
			if f.Schedule == complaint.ScheduleRequest && !f.Until.Equal(complaint.ForGood) {
				request = i
			}
		case complaint.StageOpened, complaint.InformalBegun, complaint.Registered:
			opened = i
		}
	}
	if danger >= 0 && !slices.Contains(waits, "take_emergency") {
		m.endedBy(c, "the danger", events[danger+1:], func(f complaint.Fact) bool {
			r, ok := f.(complaint.Reminded)
			return ok && r.Schedule == complaint.ScheduleDanger && r.Until.Equal(complaint.ForGood)
		})
	}
	if request >= 0 && !slices.Contains(waits, "request") {
		m.endedBy(c, "the request", events[request+1:], func(f complaint.Fact) bool {
			r, ok := f.(complaint.Reminded)
			_, became := f.(complaint.StageOpened)
			_, tried := f.(complaint.InformalBegun)
			return became || tried || ok && r.Schedule == complaint.ScheduleRequest && r.Until.Equal(complaint.ForGood)
		})
	}
	if c.Status == complaint.Closed {
		m.endedBy(c, "the case", events[opened+1:], func(f complaint.Fact) bool {
			_, ok := f.(complaint.CaseClosed)
			return ok
		})
	}
}

// endedBy holds that something was ended by a person, or by a clause of the rules.
func (m *months) endedBy(c complaint.Case, what string, events []complaint.Event, is func(complaint.Fact) bool) {
	for _, e := range events {
		if !is(e.Fact) {
			continue
		}
		_, named := procedure.ClauseOf(e.Clause)
		if !e.By.Staff() && !named {
			m.t.Errorf("%s of %s was ended by %s under %q: %s", what, c.Ref, e.By, e.Clause, e.Why)
		}
		return
	}
	m.t.Errorf("%s of %s is not on the list, and nothing has ended it (%s)", what, c.Ref, c.Standing())
}
