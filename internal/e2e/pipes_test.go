package e2e

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
	frozen    map[string]chan struct{} // by address; closed when it thaws
	ends      map[string][]net.Conn    // the servers' ends of the connections so far
}

func newPipes() *pipes {
	return &pipes{listeners: map[string]*pipeListener{}, frozen: map[string]chan struct{}{},
		ends: map[string][]net.Conn{}}
}

// freeze makes the server at an address neither hear nor say anything until it thaws.
func (p *pipes) freeze(addr string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frozen[addr] = make(chan struct{})
}

func (p *pipes) thaw(addr string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.frozen[addr])
	delete(p.frozen, addr)
}

// cut ends every connection to an address.
func (p *pipes) cut(addr string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, end := range p.ends[addr] {
		end.Close()
	}
	p.ends[addr] = nil
}

// serverEnd is a server's end of a connection.
type serverEnd struct {
	net.Conn
	pipes *pipes
	addr  string
}

func (e serverEnd) wait() {
	e.pipes.mu.Lock()
	frozen := e.pipes.frozen[e.addr]
	e.pipes.mu.Unlock()
	if frozen != nil {
		<-frozen
	}
}

func (e serverEnd) Read(b []byte) (int, error) {
	n, err := e.Conn.Read(b)
	e.wait()
	return n, err
}

func (e serverEnd) Write(b []byte) (int, error) {
	e.wait()
	return e.Conn.Write(b)
}

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
	end := serverEnd{far, p, addr}
	p.mu.Lock()
	p.ends[addr] = append(p.ends[addr], end)
	p.mu.Unlock()
	select {
	case l.calls <- end:
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
