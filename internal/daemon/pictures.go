package daemon

import (
	"context"
	"errors"
	"fmt"
	"time"

	"complaints/intake"
	"complaints/internal/desk"
	"complaints/internal/failpoint"
)

// How the pictures of texts are fetched.
const (
	pictureFirst    = 15 * time.Second // after a first try in vain
	picturesShared  = time.Minute      // how often it is looked whether another daemon took a text with some
	picturesAlone   = time.Hour        // and how often where there is no other, in case a filed text was brought back
	pictureTime     = 30 * time.Second // for one try
	picturePatience = 24 * time.Hour   // after which one that cannot be had is given up
	goneAfter       = time.Hour        // for which one that is not at the text service may still come
)

// Pictures makes what fetches the files of texts.
func (s *Servers) Pictures() (*intake.Pictures, error) {
	token, err := s.cfg.SMS.AuthToken.Reveal()
	if err != nil {
		return nil, fmt.Errorf("sms.auth_token: %w", err)
	}
	return intake.NewPictures(s.cfg.SMS.Server, s.cfg.SMS.AccountSID, token, s.Client())
}

// pictures fetches what came with texts until ctx ends. What is awaited stands in the database.
type pictures struct {
	d     *Daemon
	from  *intake.Pictures
	wake  chan struct{}
	tries map[string]try // by the ids of text and file
}

// try is how often a picture was asked for in vain, and when it is asked for again.
type try struct {
	n    int
	next time.Time
}

func (d *Daemon) openPictures() error {
	if d.cfg.SMS.AccountSID == "" {
		return nil
	}
	from, err := d.servers.Pictures()
	if err != nil {
		return err
	}
	d.pictures = &pictures{d: d, from: from, wake: make(chan struct{}, 1), tries: map[string]try{}}
	return nil
}

// look says that a text has come, which may have pictures.
func (p *pictures) look() {
	if p == nil {
		return
	}
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

func (p *pictures) run(ctx context.Context) {
	if p == nil {
		return
	}
	for {
		rest := picturesShared
		if err := p.fetchDue(ctx); err == nil {
			rest = p.rest()
		} else if ctx.Err() == nil {
			p.d.report("fetching the pictures of texts", err)
		}
		timer := time.NewTimer(rest)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		case <-p.wake:
			timer.Stop()
		}
	}
}

// rest is how long nothing is due.
func (p *pictures) rest() time.Duration {
	wait := picturesAlone
	if p.d.store.Shared() {
		wait = picturesShared
	}
	for _, t := range p.tries {
		wait = min(wait, max(t.next.Sub(p.d.clock()), time.Second))
	}
	return wait
}

// fetchDue asks once for each picture that is due.
func (p *pictures) fetchDue(ctx context.Context) error {
	awaited, err := p.d.desk.AwaitedPictures(ctx)
	if err != nil {
		return err
	}
	known := make(map[string]try, len(awaited))
	for _, a := range awaited {
		id := a.Text + "/" + a.Part
		known[id] = p.tries[id]
	}
	p.tries = known
	for _, a := range awaited {
		id := a.Text + "/" + a.Part
		if ctx.Err() != nil || p.d.clock().Before(p.tries[id].next) {
			continue
		}
		if done, err := p.fetch(ctx, a); err != nil {
			return err
		} else if !done {
			t := p.tries[id]
			p.tries[id] = try{t.n + 1, p.d.clock().Add(pictureWait(t.n))}
		}
	}
	return nil
}

// pictureWait is how long is waited after the n-th try in vain, from 0: from fifteen seconds to an hour.
func pictureWait(n int) time.Duration { return min(pictureFirst<<min(n, 8), time.Hour) }

// fetch asks for one picture and takes in what came of it. It reports whether that was the end of it.
func (p *pictures) fetch(ctx context.Context, a desk.AwaitedPicture) (done bool, err error) {
	failpoint.Reached("picture awaited, not fetched")
	asking, cancel := context.WithTimeout(ctx, pictureTime)
	defer cancel()
	a.Data, err = p.from.Fetch(asking, a.Text, a.Part)
	if ctx.Err() != nil {
		return false, nil
	}
	age := p.d.clock().Sub(a.Since)
	switch {
	case err == nil:
	case errors.Is(err, intake.ErrNotAPicture), errors.Is(err, intake.ErrTooBig):
		a.Missing = err.Error()
	case errors.Is(err, intake.ErrNotThere) && age > goneAfter, age > picturePatience:
		a.Missing = "it could not be had from the text service"
	default:
		p.d.log.Warn("a picture of a text could not be fetched and is tried again", "text", a.Text, "err", err)
		return false, nil
	}
	if a.Missing != "" {
		a.Data = nil
		p.d.log.Warn("a picture of a text is given up", "text", a.Text, "err", err)
	}
	failpoint.Reached("picture fetched, not stored")
	return true, p.d.desk.TakePicture(ctx, a)
}
