package intake

import (
	"strings"

	"github.com/emersion/go-msgauth/authres"
)

// Microsoft365 as AuthservID stands for mailboxes of Microsoft 365, whose servers leave their name out of
// Authentication-Results.
const Microsoft365 = "microsoft365"

// authenticated reports whether our own mail server has shown that the mail comes from the domain in From.
// Everybody can write an Authentication-Results header; the topmost that bears our server's name was added
// last, by that server, and only that one is read (RFC 8601 section 5). DMARC must pass for that domain, or DKIM
// or SPF for a domain aligned with it. With no name configured nobody is authenticated.
func (r *Reader) authenticated(h header, from string) bool {
	at := strings.LastIndexByte(from, '@')
	if r.authservID == "" || at < 0 || at+1 == len(from) || len(h.all("from")) != 1 ||
		len(addresses(h.get("from"))) != 1 {
		return false
	}
	if r.authservID == Microsoft365 && strings.EqualFold(h.get("x-ms-exchange-organization-authas"), "internal") {
		return true // a colleague who logged in; Microsoft removes this field from mail that comes from outside
	}
	return proves(r.ownResults(h), from[at+1:])
}

// Vouched reports whether our own mail server has said in this header what it found out about the sender, be it good or
// bad. Where no mail of a mailbox was vouched for, the server reports under another name or not at all, and no reply
// of staff can be acted on.
func (r *Reader) Vouched(header []byte) bool {
	h, _, _ := splitHeader(header, len(header))
	return len(r.ownResults(h)) > 0
}

// ownResults reads the topmost Authentication-Results that our server wrote. If that one cannot be read, no other is
// looked at: the next with our server's name may be anybody's.
func (r *Reader) ownResults(h header) []authres.Result {
	for _, f := range h {
		if f.name != "authentication-results" {
			continue
		}
		name := serverName(f.value)
		switch {
		case r.authservID == Microsoft365 && name != "": // topmost and nameless, or nothing
			return nil
		case r.authservID != Microsoft365 && name != r.authservID:
			continue
		case len(f.value) > 16<<10:
			return nil
		}
		results, err := parseResults(f.value, name == "")
		if err != nil {
			return nil
		}
		return results
	}
	return nil
}

// serverName returns who wrote the header, in lower case, or "" where it begins with a result at once.
func serverName(v string) string {
	first, _, _ := strings.Cut(v, ";")
	if i := strings.IndexByte(first, '('); i >= 0 {
		first = first[:i]
	}
	if strings.Contains(first, "=") {
		return ""
	}
	if f := strings.Fields(first); len(f) > 0 { // a version number may follow
		return strings.ToLower(strings.Trim(f[0], `"`))
	}
	return ""
}

// parseResults reads one header. Microsoft 365 writes it without the server's name, which the reader needs.
func parseResults(v string, nameless bool) (results []authres.Result, err error) {
	if nameless {
		v = "nameless.invalid; " + dropCompauth(v)
	}
	_, results, err = authres.Parse(v)
	return results, err
}

// dropCompauth takes Microsoft's own verdict out; it says nothing about the domain.
func dropCompauth(v string) string {
	var kept []string
	for s := range strings.SplitSeq(v, ";") {
		if t := strings.TrimSpace(s); t != "" && !strings.HasPrefix(t, "compauth=") {
			kept = append(kept, t)
		}
	}
	return strings.Join(kept, "; ")
}

// proves weighs the results for mail from that domain.
func proves(results []authres.Result, domain string) bool {
	aligned := false
	for _, result := range results {
		switch x := result.(type) {
		case *authres.DMARCResult:
			switch {
			case x.Value == authres.ResultPass && (x.From == "" || strings.EqualFold(domainOf(x.From), domain)):
				return true
			case x.Value == authres.ResultFail:
				return false
			}
		case *authres.DKIMResult:
			d := x.Domain
			if d == "" {
				d = domainOf(x.Identifier)
			}
			aligned = aligned || x.Value == authres.ResultPass && isAligned(d, domain)
		case *authres.SPFResult:
			aligned = aligned || x.Value == authres.ResultPass && isAligned(domainOf(x.From), domain)
		}
	}
	return aligned
}

func domainOf(a string) string {
	if i := strings.LastIndexByte(a, '@'); i >= 0 {
		a = a[i+1:]
	}
	return strings.Trim(a, "<> .")
}

// isAligned holds when both are the same domain or one lies within the other (RFC 7489 section 3.1, the
// relaxed form without a list of public suffixes; a single label such as "uk" never aligns).
func isAligned(d, from string) bool {
	d, from = strings.ToLower(d), strings.ToLower(from)
	if d == "" || strings.Count(d, ".") == 0 {
		return false
	}
	return d == from || strings.HasSuffix(from, "."+d) && !isPublic(d) || strings.HasSuffix(d, "."+from)
}

// isPublic knows the suffixes under which anybody may register, as far as two labels go.
func isPublic(d string) bool {
	first, rest, _ := strings.Cut(d, ".")
	if strings.Contains(rest, ".") {
		return false
	}
	switch first {
	case "co", "org", "gov", "ac", "ltd", "plc", "me", "net", "com", "sch", "nhs", "police", "edu", "mod":
		return len(rest) == 2
	}
	return false
}
