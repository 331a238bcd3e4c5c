package desk

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/store"
)

// withNumbers is a letterbox whose out-of-hours desk and lead have mobile numbers in the register.
func withNumbers(t *testing.T) *letterbox {
	t.Helper()
	return newLetterbox(t, func(o *Options) {
		o.Rules.Landlord.Text = "07700 900100"
		o.Rules.Register.OutOfHours.Phone = deskPhone
		o.Rules.Register.ChiefExecutive.Phone = chiefPhone
	})
}

const deskPhone, chiefPhone = "+447700900201", "+447700900202"

// text delivers a text message, and returns what became of it.
func (b *letterbox) text(from, words string) store.Outcome {
	b.t.Helper()
	b.n++
	b.now = b.now.Add(time.Minute)
	a := message.Arrival{Key: fmt.Sprintf("sms;%d", b.n), Channel: message.SMS, Received: b.now,
		Raw: []byte(url.Values{"From": {from}, "To": {"+447700900100"}, "Body": {words},
			"MessageSid": {fmt.Sprintf("SM%d", b.n)}}.Encode())}
	take(b.t, b.d, a)
	arrived, err := b.d.store.SaveArrivals(b.t.Context(), "test", []message.Arrival{a}, message.Cursor{})
	if err != nil || len(arrived) != 1 {
		b.t.Fatalf("arrivals: got %d, %v, want 1", len(arrived), err)
	}
	return arrived[0].Outcome
}

var codeIn = regexp.MustCompile(`TAKEN (\d{4})`)

const gasAtNight = "There is a strong smell of gas in the hall of 6 Ferry Road. I am Asha Rahman and I am frightened."

// TestAlarmByText: a text holds the reference and the code, and no word of the resident's; TAKEN and the code from a
// number of the register takes the alarm, and nothing else does.
func TestAlarmByText(t *testing.T) { // 2.4
	t.Parallel()
	b := withNumbers(t)
	b.mail(asha, gasAtNight)
	texts := b.lettersTo(deskPhone)
	if len(texts) != 1 || texts[0].Letter != letter.AlarmText || texts[0].Channel != message.SMS {
		t.Fatalf("texts to the desk: got %d, want one", len(texts))
	}
	words := texts[0].Text
	code := codeIn.FindStringSubmatch(words)
	if code == nil || !strings.Contains(words, first) || len(words) > 160 {
		t.Fatalf("the text is %q, want the reference and a code in one part", words)
	}
	for _, word := range []string{"gas", "Asha", "Rahman", "Ferry", "frightened", "hall"} {
		if strings.Contains(words, word) {
			t.Errorf("the text has the resident's %q: %q", word, words)
		}
	}
	wrong := "0000"
	if code[1] == wrong {
		wrong = "0001"
	}
	for _, c := range []struct{ from, words string }{
		{deskPhone, "TAKEN " + wrong}, {"+447700900999", "TAKEN " + code[1]}, {deskPhone, "Taken it up with her"},
		{deskPhone, "FALSE " + code[1]},
	} {
		b.text(c.from, c.words)
		if !b.stands(t).Clocks.Danger.Runs() {
			t.Fatalf("%q from %s ended the alarm", c.words, c.from)
		}
	}
	if got := b.text(deskPhone, "taken "+code[1]+" on my way"); got.Case != first {
		t.Errorf("TAKEN and the code: got %+v", got)
	}
	if b.stands(t).Clocks.Danger.Runs() {
		t.Error("the alarm goes on")
	}
	if got := b.text(deskPhone, "TAKEN "+code[1]); got.Kind != store.Filed {
		t.Errorf("TAKEN again: got %+v, want it filed", got)
	}
}

// TestCodeOfAnEarlierAlarm takes no later one of the same case.
func TestCodeOfAnEarlierAlarm(t *testing.T) {
	t.Parallel()
	b := withNumbers(t)
	b.mail(asha, gasAtNight)
	codeOf := func(n int) string { return codeIn.FindStringSubmatch(b.lettersTo(deskPhone)[n].Text)[1] }
	early := codeOf(0)
	b.text(deskPhone, "TAKEN "+early)
	b.now = b.now.Add(time.Hour)
	b.mail("From: Asha Rahman <asha@example.com>\nSubject: Re: ["+first+"] Leak",
		"I can smell gas in the hall again, and it is worse than this morning.")
	if !b.stands(t).Clocks.Danger.Runs() {
		t.Fatal("the second danger raised no alarm")
	}
	if late := codeOf(1); late == early {
		t.Errorf("both alarms have the code %s", late)
	}
	b.text(deskPhone, "TAKEN "+early)
	if !b.stands(t).Clocks.Danger.Runs() {
		t.Error("the first alarm's code took the second")
	}
}

// TestFalseAlarmByText takes a reason.
func TestFalseAlarmByText(t *testing.T) {
	t.Parallel()
	b := withNumbers(t)
	b.mail(asha, gasAtNight)
	code := codeIn.FindStringSubmatch(b.lettersTo(deskPhone)[0].Text)[1]
	b.text(deskPhone, "FALSE "+code+" rang her, it was burnt toast and the windows are open")
	if b.stands(t).Clocks.Danger.Runs() {
		t.Error("the alarm goes on")
	}
}

// TestCodesAreNotGuessed: after a few wrong codes within an hour none is looked at.
func TestCodesAreNotGuessed(t *testing.T) {
	t.Parallel()
	b := withNumbers(t)
	b.mail(asha, gasAtNight)
	code := codeIn.FindStringSubmatch(b.lettersTo(deskPhone)[0].Text)[1]
	for i := range 6 {
		if guess := fmt.Sprintf("%04d", 1000+i); guess != code {
			b.text(chiefPhone, "TAKEN "+guess)
		}
	}
	b.text(chiefPhone, "TAKEN "+code)
	if !b.stands(t).Clocks.Danger.Runs() {
		t.Error("the seventh guess within an hour ended the alarm")
	}
	b.now = b.now.Add(2 * time.Hour)
	b.text(chiefPhone, "TAKEN "+code)
	if b.stands(t).Clocks.Danger.Runs() {
		t.Error("two hours later the code did nothing")
	}
}

// TestNumberThatTakesNoTexts stands on the list, is texted no more, and others are told at once.
func TestNumberThatTakesNoTexts(t *testing.T) {
	t.Parallel()
	b := withNumbers(t)
	b.mail(asha, gasAtNight)
	sent, err := b.d.store.Claim(t.Context(), message.SMS, b.now, 10, time.Hour)
	if err != nil || len(sent) == 0 {
		t.Fatalf("texts to send: %d, %v", len(sent), err)
	}
	before := b.count("chief.executive") + b.count("complaints.team")
	err = b.d.Record(t.Context(), []outbox.SendResult{{Letter: sent[0].ID, State: outbox.Failed, At: b.now,
		Detail: "21610: the recipient has opted out"}})
	if err != nil {
		t.Fatal(err)
	}
	if after := b.count("chief.executive") + b.count("complaints.team"); after <= before {
		t.Errorf("letters to others: got %d after %d, want the next round at once", after, before)
	}
	waits := func() (n int) {
		all, err := AllWaiting(t.Context(), b.d.store, b.d.Procedure(), b.now)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range all {
			if w.What == "number" && w.Ref == deskPhone {
				n++
			}
		}
		return n
	}
	if waits() != 1 {
		t.Error("the number stands not on the list")
	}
	b.sweepAt(b.now.Add(2 * time.Hour))
	if n := len(b.lettersTo(deskPhone)); n != 1 {
		t.Errorf("texts to it: got %d, want no more", n)
	}
	b.text(deskPhone, "START")
	if waits() != 0 {
		t.Error("after START it stands on the list")
	}
}
