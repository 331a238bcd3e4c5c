package proof

import (
	"context"
	"fmt"
	"net"
	"sync"
)

// pipes is a network inside the process: listeners by address, and connections that are pipes. In a bubble of
// virtual time nothing else may be waited for.
type pipes struct {
	mu        sync.Mutex
	listeners map[string]*pipeListener
}

func newPipes() *pipes { return &pipes{listeners: map[string]*pipeListener{}} }

func (p *pipes) Listen(_, addr string) (net.Listener, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listeners[addr] != nil {
		return nil, fmt.Errorf("%s is in use", addr)
	}
	l := &pipeListener{addr: pipeAddr(addr), calls: make(chan net.Conn), closed: make(chan struct{})}
	l.leave = func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.listeners, addr)
	}
	p.listeners[addr] = l
	return l, nil
}

func (p *pipes) Dial(ctx context.Context, _, addr string) (net.Conn, error) {
	p.mu.Lock()
	l := p.listeners[addr]
	p.mu.Unlock()
	if l == nil {
		return nil, fmt.Errorf("nobody listens at %s", addr)
	}
	near, far := net.Pipe()
	select {
	case l.calls <- far:
		return near, nil
	case <-l.closed:
		return nil, fmt.Errorf("nobody listens at %s any more", addr)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

type pipeListener struct {
	addr   pipeAddr
	calls  chan net.Conn
	closed chan struct{}
	once   sync.Once
	leave  func()
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.calls:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { l.leave(); close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return l.addr }

type pipeAddr string

func (pipeAddr) Network() string  { return "pipe" }
func (a pipeAddr) String() string { return string(a) }
