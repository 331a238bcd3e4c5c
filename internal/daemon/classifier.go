package daemon

import (
	"fmt"
	"time"

	"complaints/classifier"
	"complaints/internal/adviser"
	"complaints/internal/config"
	"complaints/internal/procedure"
)

// LoadClassifier makes the classifier of a configuration: the administrator's rules over ours, the policy's time
// limit, and the adviser if one is named.
func LoadClassifier(cfg config.Config, p procedure.Procedure, clock func() time.Time) (*classifier.Classifier, error) {
	o := classifier.Options{
		Zone: p.Calendar.Zone, LateMonths: p.Policy.TimeLimit.Months, Overlay: cfg.Path(cfg.Scope.Folder),
	}
	if a := cfg.Scope.Adviser; a.URL != "" {
		key, err := a.Key.Reveal()
		if err != nil {
			return nil, fmt.Errorf("scope.adviser.key: %w", err)
		}
		o.Adviser, err = adviser.New(adviser.Options{
			URL: a.URL, Model: a.Model, Key: key, Timeout: a.Timeout, AllowRemote: a.AllowRemote, Now: clock,
		})
		if err != nil {
			return nil, fmt.Errorf("scope.adviser: %w", err)
		}
	}
	return classifier.New(o)
}
