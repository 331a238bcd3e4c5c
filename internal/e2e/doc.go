// Package e2e holds the tests of the whole program. Some run it in one bubble of virtual time, with a mailbox, a
// mail server and a text service at the other ends of pipes; some run the built program against servers of their
// own on this machine, kill it, cut it off and start it again, and then count: every message has one outcome,
// every letter that is owed has left, and none twice beyond the one moment that cannot be closed.
package e2e
