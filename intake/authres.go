package intake

import (
	"regexp"
	"strings"

	"golang.org/x/net/publicsuffix"

	"complaints/internal/message"
)

// Microsoft365 as AuthservID stands for mailboxes of Microsoft 365, whose servers leave their name out of
// Authentication-Results.
const Microsoft365 = "microsoft365"

// NoReports as AuthservID stands for a mail server that reports nothing, or lets a sender's own reports through.
const NoReports = "none"

// proof says what our own mail server has found out about whether a mail comes from the address in From. It speaks of
// that address, so a mail whose From is in doubt, or which somebody else sent on (see behindGroup), proves nobody.
// With no server configured nothing is known of anybody.
func (r *Reader) proof(h header, from string) message.Proof {
	if r.authservID == "" {
		return message.Proof{}
	}
	proof := message.Proof{}
	if r.authservID == Microsoft365 && strings.EqualFold(h.get("x-ms-exchange-organization-authas"), "internal") {
		// A colleague who logged in; Microsoft removes this field from mail that comes from outside.
		proof = message.Proof{Verdict: message.SenderProved, By: message.ByLogin}
	} else {
		proof = r.reported(h, from)
	}
	if proof.Proved() && !plainlyFrom(h, from) {
		return message.Proof{}
	}
	return proof
}

// plainlyFrom reports whether From is that one address and says nothing else. A name that is another address says two
// things about who writes.
func plainlyFrom(h header, from string) bool {
	fields := h.all("from")
	if len(fields) != 1 {
		return false
	}
	list := addresses(fields[0])
	if len(list) != 1 || list[0].Address != from {
		return false
	}
	for _, named := range addrSpec.FindAllString(list[0].Name, -1) {
		if _, host, _ := strings.Cut(named, "@"); strings.Contains(host, ".") && !strings.EqualFold(named, from) {
			return false
		}
	}
	return true
}

// reported weighs our server's report on mail from that address. A report is read in both ways in which its comments
// can be meant, and the worse verdict stands: a server that copies a sender's words into a comment as they are has told
// us two things, and one of them is the sender's.
func (r *Reader) reported(h header, from string) message.Proof {
	fields := r.ownFields(h)
	worst := message.Proof{}
	for i, quotedComments := range [...]bool{false, true} {
		results, ok := readResults(fields, quotedComments)
		if !ok {
			if i == 0 {
				return message.Proof{}
			}
			break // quotes that do not close were none
		}
		if p := weigh(results, from); i == 0 || badness(p) > badness(worst) {
			worst = p
		}
	}
	return worst
}

func badness(p message.Proof) int {
	switch p.Verdict {
	case message.SenderProved:
		return 0
	case message.SenderUnknown:
		return 1
	}
	return 2
}

// readResults reads every result of our server's fields; ok is false if one of them cannot be read.
func readResults(fields []string, quotedComments bool) (results []authResult, ok bool) {
	for _, v := range fields {
		f, ok := parseAuthField(v, quotedComments)
		if !ok {
			return nil, false
		}
		results = append(results, f.results...)
	}
	return results, true
}

// ownFields are the topmost Authentication-Results fields that our server wrote. Everybody can write such a field.
// Those of our server stand on top, above the Received line with which it took the mail in (RFC 8601 section 5): what
// stands below came with the mail, whatever name it bears.
func (r *Reader) ownFields(h header) []string {
	place := r.place(h)
	if !r.believes(place) {
		return nil
	}
	return place.fields
}

// believes reports whether fields stand where our server writes them.
func (r *Reader) believes(p place) bool {
	if r.reportsAbove > 0 {
		return p.above < r.reportsAbove
	}
	return p.above == p.ours
}

// place is where our server's fields stand in a header.
type place struct {
	fields []string // the topmost run with no Received line between
	above  int      // how many Received lines stand above them
	ours   int      // of those, how many our own server wrote
}

func (r *Reader) place(h header) (p place) {
	for _, f := range h {
		switch {
		case f.name == "received" && len(p.fields) > 0:
			return p
		case f.name == "received":
			p.above++
			if r.isOwnLine(f.value) {
				p.ours++
			}
		case f.name != "authentication-results":
		case r.isOwnField(f.value):
			p.fields = append(p.fields, f.value)
		case r.authservID == Microsoft365:
			return p // a nameless field below a stranger's is the stranger's, too
		}
	}
	return p
}

// writtenBy finds the server that wrote a Received line (RFC 5321 section 4.4).
var writtenBy = regexp.MustCompile(`(?i)(?:^|[\s)])by\s+([a-z0-9.-]+)`)

// isOwnLine reports whether a Received line names as its writer the very server whose reports we believe.
func (r *Reader) isOwnLine(v string) bool {
	m := writtenBy.FindStringSubmatch(v)
	return m != nil && strings.EqualFold(strings.TrimSuffix(m[1], "."), r.authservID)
}

// isOwnField reports whether a field bears our server's name, even if the rest of it cannot be read.
func (r *Reader) isOwnField(v string) bool {
	s := authScanner{rest: v}
	name, _ := s.server()
	if r.authservID == Microsoft365 {
		return name == ""
	}
	return name == r.authservID
}

// Report is what a header shows of our own mail server's report on the sender.
type Report struct {
	Found     bool // there is one that bears our server's name
	Above     int  // how many Received lines stand above it
	Believed  bool // it stands where our server writes it
	Rehearsed bool // it speaks of [ForgedDomain]: somebody wrote it to see whether it would be believed
}

// ForgedDomain is what an administrator writes into a report of their own making, to find out whether our mail server
// lets such a report through. No server reports on it, for it can have no mail (RFC 2606).
const ForgedDomain = "forged.invalid"

// ReportIn says where in a mail's header our mail server's report stands. Where no mail of a mailbox has one, the
// server reports under another name or not at all, and nobody is proved.
func (r *Reader) ReportIn(raw []byte) Report {
	h, _, _ := splitHeader(raw, len(raw))
	place := r.place(h)
	report := Report{Found: len(place.fields) > 0, Above: place.above}
	report.Believed = report.Found && r.believes(place)
	results, _ := readResults(place.fields, false)
	for _, x := range results {
		host, ok := x.property("header.from")
		report.Rehearsed = report.Rehearsed || ok && host.host == ForgedDomain
	}
	return report
}

// weigh says what the results prove about that address. Where there is a DMARC verdict it alone decides; else a login
// at our own server under that address, or DKIM or SPF for a domain aligned with it, prove it.
func weigh(results []authResult, from string) message.Proof {
	at := strings.LastIndexByte(from, '@')
	domain := from[at+1:]
	if at < 0 || domain == "" {
		domain = "" // nothing can prove it, but DMARC may have failed
	}
	if p, decided := weighDMARC(results, domain); decided || domain == "" {
		return p
	}
	verdict := message.Proof{}
	for _, x := range results {
		passed := x.value == "pass" && x.sound
		switch x.method {
		case "auth":
			if user, ok := x.property("smtp.auth"); ok && passed && strings.EqualFold(user.text, from) {
				return message.Proof{Verdict: message.SenderProved, By: message.ByLogin}
			}
		case "dkim":
			if passed && isAligned(signer(x), domain) {
				return message.Proof{Verdict: message.SenderProved, By: message.ByDKIM}
			}
		case "spf":
			sender, ok := x.property("smtp.mailfrom")
			aligned := ok && isAligned(sender.host, domain)
			switch {
			case aligned && passed:
				verdict = message.Proof{Verdict: message.SenderProved, By: message.BySPF}
			case aligned && x.value == "fail" && !verdict.Proved(): // and not softfail, by which nothing is said
				verdict = message.Proof{Verdict: message.SenderFailed, By: message.BySPF}
			}
		}
	}
	return verdict
}

// weighDMARC looks for a DMARC verdict. One that passes must speak of the sender's domain, and no other may differ.
func weighDMARC(results []authResult, domain string) (p message.Proof, decided bool) {
	passed, others := 0, 0
	for _, x := range results {
		if x.method != "dmarc" {
			continue
		}
		switch host, ok := x.property("header.from"); {
		case x.value == "fail" || x.value == "reject" || x.value == "quarantine":
			return message.Proof{Verdict: message.SenderFailed, By: message.ByDMARC}, true
		case x.value != "pass": // the domain has no policy, or it could not be looked up
			others++
		case ok && x.sound && domain != "" && host.host == domain:
			passed++
		default: // a pass of another domain
			return message.Proof{}, true
		}
	}
	switch {
	case passed > 0 && others > 0:
		return message.Proof{}, true
	case passed > 0:
		return message.Proof{Verdict: message.SenderProved, By: message.ByDMARC}, true
	}
	return message.Proof{}, false
}

// signer is the domain that signed: d=, or where a server reports only that, the domain of i=, which lies within d=.
func signer(x authResult) string {
	if d, ok := x.property("header.d"); ok {
		return d.host
	}
	for _, p := range x.properties {
		if p.name == "header.d" {
			return "" // two that differ
		}
	}
	i, _ := x.property("header.i")
	return i.host
}

// SameOwner reports whether two hosts are one, or lie within domains of whoever registered both.
func SameOwner(a, b string) bool {
	a, b = strings.ToLower(strings.Trim(a, ".")), strings.ToLower(strings.Trim(b, "."))
	if a == "" || b == "" || a == b {
		return a != "" && a == b
	}
	theirs, err := publicsuffix.EffectiveTLDPlusOne(a)
	if err != nil {
		return false
	}
	ours, err := publicsuffix.EffectiveTLDPlusOne(b)
	return err == nil && theirs == ours
}

// isAligned holds when both are the same domain, or one lies within the other and both belong to whoever registered
// it (RFC 7489 section 3.1, the relaxed form). Under a public suffix such as org.uk anybody may register.
func isAligned(d, from string) bool {
	if strings.Count(d, ".") == 0 {
		return false
	}
	if d == from {
		return true
	}
	if !strings.HasSuffix(from, "."+d) && !strings.HasSuffix(d, "."+from) {
		return false
	}
	return SameOwner(d, from)
}
