package imap

import (
	"context"
	"errors"
	"time"

	"github.com/emersion/go-imap/v2"
)

// wait returns when the server says there may be new mail, or when it is time to look anyway.
func (s *session) wait(ctx context.Context) (hinted bool, err error) {
	timer := time.NewTimer(min(s.m.opts.Poll, idleMost))
	defer timer.Stop()
	if !s.idles {
		return s.waitFor(ctx, timer)
	}
	var stop func() error
	err = s.do(ctx, "idle", func() error {
		cmd, err := s.client.Idle()
		if err == nil {
			stop = func() error { return errors.Join(cmd.Close(), cmd.Wait()) }
		}
		return err
	})
	var said *imap.Error
	if errors.As(err, &said) {
		s.idles = false
		return s.waitFor(ctx, timer)
	}
	if err != nil {
		return false, err
	}
	hinted, err = s.waitFor(ctx, timer)
	// However IDLE ends, an error only ever means: connect again.
	return hinted, errors.Join(err, s.do(ctx, "end of idle", stop))
}

func (s *session) waitFor(ctx context.Context, timer *time.Timer) (hinted bool, err error) {
	select {
	case <-s.wake:
		return true, nil
	case <-timer.C:
		return false, nil
	case <-s.client.Closed():
		return false, errors.New("the server closed the connection")
	case <-ctx.Done():
		return false, ctx.Err()
	}
}
