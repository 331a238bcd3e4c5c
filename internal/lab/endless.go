package lab

import (
	"context"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"sync/atomic"
	"time"
)

// MemoryOf runs f and returns the most memory, in bytes, that was in use meanwhile.
func MemoryOf(f func()) uint64 {
	runtime.GC()
	var most atomic.Uint64
	done := make(chan struct{})
	go func() {
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most.Store(max(most.Load(), m.HeapAlloc))
			}
		}
	}()
	f()
	close(done)
	return most.Load()
}

// Endless is a server that says something and then the same words until it is cut.
type Endless struct {
	listener net.Listener
	Said     atomic.Int64 // bytes, to all who came
}

// StartEndless puts one up.
func StartEndless(begin, words string) (*Endless, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	e := &Endless{listener: l}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go e.talk(c, begin, words)
		}
	}()
	return e, nil
}

func (e *Endless) talk(c net.Conn, begin, words string) {
	defer c.Close()
	go io.Copy(io.Discard, c)
	_, err := io.WriteString(c, begin)
	for piece := []byte(strings.Repeat(words, 64<<10/len(words))); err == nil; {
		var n int
		n, err = c.Write(piece)
		e.Said.Add(int64(n))
	}
}

// Dial reaches it under whatever name it is called.
func (e *Endless) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, "tcp", e.listener.Addr().String())
}

// Stop ends it.
func (e *Endless) Stop() error { return e.listener.Close() }
