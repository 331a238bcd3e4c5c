package notifier

import (
	"context"
	"time"

	"complaints/internal/outbox"
)

// Check connects, encrypts and logs in as a letter would, and sends nothing. Its error says what failed.
func (s *SMTP) Check(ctx context.Context) error {
	sess, err := s.open(ctx)
	if err != nil {
		return err
	}
	sess.drop()
	return nil
}

// Check asks Twilio for our list of texts, which needs the right account and token, and sends nothing.
func (t *Twilio) Check(ctx context.Context) error {
	_, _, err := t.Find(ctx, outbox.Letter{To: t.cfg.From}, time.Time{})
	return err
}
