package imap

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// watchedConn is a connection that a command cannot hang on. The IMAP library waits for answers
// without limit; while one is owed, every byte that comes restarts a timer, and when the timer runs
// out the connection is closed. Closing is what counts: a mere deadline is noticed only at the second.
// A server that keeps talking without ever finishing is given mostPatience times as long.
type watchedConn struct {
	net.Conn
	patience time.Duration
	lost     atomic.Bool // reading failed: what followed is not the server's doing
	silent   atomic.Bool // closed by the timer

	mu    sync.Mutex
	owed  bool
	timer *time.Timer
}

const mostPatience = 30

func newWatchedConn(conn net.Conn, patience time.Duration) *watchedConn {
	w := &watchedConn{Conn: conn, patience: patience}
	w.timer = time.AfterFunc(patience, w.giveUp)
	w.timer.Stop()
	return w
}

func (w *watchedConn) giveUp() {
	w.mu.Lock()
	owed := w.owed
	w.mu.Unlock()
	if owed {
		w.silent.Store(true)
		w.Close()
	}
}

// watch starts to watch for silence and for the end of ctx, until release is called.
func (w *watchedConn) watch(ctx context.Context) (release func()) {
	w.expect(true)
	limited, cancel := context.WithTimeout(ctx, mostPatience*w.patience)
	stop := context.AfterFunc(limited, func() {
		w.silent.Store(ctx.Err() == nil)
		w.Close()
	})
	return func() {
		stop()
		cancel()
		w.expect(false)
	}
}

func (w *watchedConn) expect(owed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.owed = owed
	w.timer.Stop()
	if owed {
		w.timer.Reset(w.patience)
	}
}

func (w *watchedConn) Read(b []byte) (int, error) {
	n, err := w.Conn.Read(b)
	if n > 0 {
		w.mu.Lock()
		if w.owed {
			w.timer.Reset(w.patience)
		}
		w.mu.Unlock()
	}
	if err != nil {
		w.lost.Store(true)
	}
	return n, err
}

// SetReadDeadline does nothing. The library would cut off any message that takes longer than five
// minutes to come, however steadily; silence is what the watch is for.
func (w *watchedConn) SetReadDeadline(time.Time) error { return nil }
