package classifier

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"complaints/internal/reading"

	"github.com/goccy/go-yaml"
)

// Table holds the limits of the decision table (table.yaml). They are data, so that a landlord can
// be more careful than we are; the rules of decide.go that protect residents are not.
type Table struct {
	Refuse struct {
		Model      float64 `yaml:"model"`       // least probability the model must give the exclusion the rules name
		Owed       float64 `yaml:"owed"`        // most probability left that a case is owed
		FirstModel float64 `yaml:"first_model"` // the same two for a first request, which is passed on
		FirstOwed  float64 `yaml:"first_owed"`
	} `yaml:"refuse"`
	Person struct {
		Kind float64 `yaml:"kind"` // below this a person confirms that a message is no complaint
		Owed float64 `yaml:"owed"` // above this share of "owed a case" a person looks before it is filed
	} `yaml:"person"`
	Flags map[reading.Flag]FlagLimit `yaml:"flags"`
	Notes NoteLimits                 `yaml:"notes"`
}

// NoteLimits are the least probabilities at which a note of a message counts.
type NoteLimits struct {
	DangerNow   float64 `yaml:"danger_now"`   // a person is paged
	DangerPlain float64 `yaml:"danger_plain"` // the same, next to words of damp that makes ill, and of somebody at risk
	DangerWords float64 `yaml:"danger_words"` // the same, next to words of the lexicon for a hazard or for gas
	DangerSure  float64 `yaml:"danger_sure"`  // the same, next to what says a danger of a known kind in so many words
	DangerToday float64 `yaml:"danger_today"` // first on today's list
	SelfHarm    float64 `yaml:"self_harm"`    // a person looks
	// the same, next to words that name self-harm
	SelfHarmPlain float64 `yaml:"self_harm_plain"`
	SelfHarmSure  float64 `yaml:"self_harm_sure"` // the same, next to what says it in so many words
	Strong        float64 `yaml:"strong"`         // of these: in the first person
	// a threat, of which people are told, and one that is danger now
	Threat    float64 `yaml:"threat"`
	ThreatNow float64 `yaml:"threat_now"`
	// a threat, next to what says one in so many words
	ThreatSure float64 `yaml:"threat_sure"`

	Death     float64 `yaml:"death"`
	DeathSure float64 `yaml:"death_sure"` // the same, next to what says one in so many words
	Safety    float64 `yaml:"safety"`     // a contact rule that keeps somebody from harm
	// the same, next to words of somebody who is watched, and where a wish is said with its reason
	SafetyWatched float64 `yaml:"safety_watched"`
	SafetyPlain   float64 `yaml:"safety_plain"`

	Writer float64 `yaml:"writer"` // that somebody else than the resident writes
}

// FlagLimit says when a flag is raised.
type FlagLimit struct { // self_harm has none: its limits stand under notes
	WithWords float64 `yaml:"with_words"` // least probability next to words of the lexicon
	Alone     float64 `yaml:"alone"`      // least probability without them
	// gas: least probability without them where a leak of water or a cold home explains the message; 0 is that of
	// alone
	Explained float64 `yaml:"explained"`
}

const tableFile = "table.yaml"

// loadTable reads the embedded limits and an administrator's over them.
func loadTable(overlay string) (Table, error) {
	var t Table
	b, err := data.ReadFile("data/" + tableFile)
	if err != nil {
		return t, err
	}
	if err := yaml.UnmarshalWithOptions(b, &t, yaml.Strict()); err != nil {
		return t, fmt.Errorf("%s: %w", tableFile, err)
	}
	if overlay == "" {
		return t, nil
	}
	path := filepath.Join(overlay, tableFile)
	b, err = os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return t, nil
	}
	if err != nil {
		return t, err
	}
	if err := yaml.UnmarshalWithOptions(b, &t, yaml.Strict()); err != nil {
		return t, fmt.Errorf("%s: %s", path, strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	return t, t.check(path)
}

// check keeps the limits where two keys are still two keys.
func (t *Table) check(path string) error {
	var errs []error
	between := func(name string, v, low, high float64) {
		if v < low || v > high {
			errs = append(errs, fmt.Errorf("%s: %s is %g: write a number from %g to %g", path, name, v, low, high))
		}
	}
	between("refuse.model", t.Refuse.Model, 0.5, 1)
	between("refuse.owed", t.Refuse.Owed, 0, 0.25)
	between("refuse.first_model", t.Refuse.FirstModel, 0.5, 1)
	between("refuse.first_owed", t.Refuse.FirstOwed, 0, 0.25)
	between("person.kind", t.Person.Kind, 0, 1)
	between("person.owed", t.Person.Owed, 0, 1)
	n := &t.Notes
	for name, v := range map[string]float64{
		"danger_now": n.DangerNow, "danger_today": n.DangerToday, "danger_plain": n.DangerPlain,
		"danger_sure":     n.DangerSure,
		"self_harm_plain": n.SelfHarmPlain, "self_harm_sure": n.SelfHarmSure, "self_harm": n.SelfHarm,
		"strong": n.Strong,
		"threat": n.Threat, "threat_now": n.ThreatNow, "threat_sure": n.ThreatSure,
		"death": n.Death, "death_sure": n.DeathSure, "safety": n.Safety,
		"safety_watched": n.SafetyWatched, "safety_plain": n.SafetyPlain, "writer": n.Writer,
	} {
		between("notes."+name, v, 0.001, 1)
	}
	for name, f := range t.Flags {
		between("flags."+string(name)+".with_words", f.WithWords, 0, 1)
		between("flags."+string(name)+".alone", f.Alone, 0, 1)
		between("flags."+string(name)+".explained", f.Explained, 0, 1)
	}
	return errors.Join(errs...)
}
