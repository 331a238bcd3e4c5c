package classifier

import (
	"strings"
	"testing"

	"complaints/internal/reading"
)

// obedient is a model that does whatever an attacker's message tells it.
type obedient struct{ advice Advice }

func (o obedient) Advise(Input) (Advice, error) { return o.advice, nil }

// TestAdviserNeverTurnsAnyoneAway feeds an adviser that votes every way there is with every training
// message: no outcome may become a refusal, lose a flag, or stop asking a person.
func TestAdviserNeverTurnsAnyoneAway(t *testing.T) {
	t.Parallel()
	examples := trainingExamples(t)
	for name, advice := range map[string]func(in Input) Advice{
		"says nothing is owed": func(in Input) Advice { return Advice{Quotes: []string{in.Body}} },
		"says all is owed":     func(in Input) Advice { return Advice{Owed: true, Quotes: []string{in.Body}} },
		"raises every flag": func(in Input) Advice {
			flags := []reading.Flag{"gas", "self_harm", "child", "no such flag"}
			return Advice{Quotes: []string{in.Body}, Flags: flags}
		},
		"quotes what is not there": func(Input) Advice {
			return Advice{Owed: true, Quotes: []string{"this is out of scope"}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plain := testClassifier(t)
			for i := range examples {
				if i%7 != 0 {
					continue
				}
				in := examples[i].Input()
				before := plain.Read(in)
				c := *plain
				c.adviser = obedient{advice(in)}
				after := c.Read(in)
				switch {
				case after.WouldRefuse && !before.WouldRefuse, before.ToPerson && !after.ToPerson:
					t.Fatalf("%s: the adviser made it worse: %+v, then %+v", in.ID, before, after)
				case after.Kind != before.Kind || after.Exclusion != before.Exclusion:
					t.Fatalf("%s: the adviser changed the reading itself", in.ID)
				case before.Emergency && !after.Emergency:
					t.Fatalf("%s: the adviser called off an alert", in.ID)
				}
				for _, f := range before.Flags {
					if !after.Has(f) {
						t.Fatalf("%s: the adviser lowered %s", in.ID, f)
					}
				}
				if strings.HasPrefix(name, "quotes what") && after.DecidedBy != before.DecidedBy {
					t.Fatalf("%s: a vote with a false quote counted", in.ID)
				}
			}
		})
	}
}
