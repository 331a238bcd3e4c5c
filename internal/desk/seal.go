package desk

import (
	"context"
	"fmt"
	"strings"
)

// TellOfSeal tells the complaints team that the key which seals the database is missing, and when it is back. trouble
// is "" when it is there.
func (d *Desk) TellOfSeal(ctx context.Context, trouble string) error {
	a := alert{desk: d, about: "seal:", begun: "missing", over: "there"}
	return a.notify(ctx, trouble != "", func(*Rules) (problem, next string) {
		if trouble == "" {
			return "The key that seals the complaints database is there again.", "You need do nothing."
		}
		return fmt.Sprintf("The complaints program works, and cannot seal what it writes: %s. Please pass this on to "+
			"whoever looks after the computer.", strings.TrimSuffix(trouble, ".")), ""
	})
}

// checkpointLine is what the team's mail keeps of the store: who has it can show later that nothing before it was
// changed or taken out.
func (d *Desk) checkpointLine(ctx context.Context) (string, error) {
	c, err := d.store.LastCheckpoint(ctx)
	if err != nil || c.N == 0 {
		return "", err
	}
	return fmt.Sprintf("Checkpoint %d of everything kept here, for \"complaintsd verify --since\": %x", c.N, c.Digest),
		nil
}
