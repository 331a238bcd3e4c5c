package message

import "encoding/json"

// Proof is what is known of whether a message was written by whoever it names as its sender, and by what. The zero
// value is that nothing is known.
type Proof struct {
	Verdict Verdict `json:"verdict,omitempty"`
	By      Means   `json:"by,omitempty"` // what decided it; "" where nothing did
}

// Verdict is one of three, and the third is not the second: most mail servers report nothing on most senders, and
// whoever they report nothing on is neither proved nor a forger.
type Verdict string

// The verdicts on a sender.
const (
	SenderUnknown Verdict = ""       // nobody has said anything about it
	SenderProved  Verdict = "proved" // shown to be who the message says
	SenderFailed  Verdict = "failed" // our own mail server says that it could not be: forged, or forwarded on the way
)

// Means is by what a sender is proved, or was not.
type Means string

// The means.
const (
	ByDMARC    Means = "dmarc"    // our mail server's DMARC verdict
	ByDKIM     Means = "dkim"     // a signature of the sender's domain
	BySPF      Means = "spf"      // a host that the sender's domain has named
	ByLogin    Means = "auth"     // the sender logged in at our own mail server
	ByToken    Means = "token"    // a reply to a letter that we sent to this address alone
	AtTerminal Means = "terminal" // whoever typed it has the database in their hands
)

// Proved reports whether the sender is shown to be who the message says.
func (p Proof) Proved() bool { return p.Verdict == SenderProved }

// Failed reports whether our own mail server says that the sender is not who the message says.
func (p Proof) Failed() bool { return p.Verdict == SenderFailed }

// UnmarshalJSON reads a proof, or the bare true or false that messages were stored with before there were three
// verdicts: that false said no more than that nothing was proved.
func (p *Proof) UnmarshalJSON(b []byte) error {
	switch string(b) {
	case "true":
		*p = Proof{Verdict: SenderProved}
		return nil
	case "false", "null":
		*p = Proof{}
		return nil
	}
	type plain Proof // without this method
	return json.Unmarshal(b, (*plain)(p))
}
