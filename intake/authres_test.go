package intake

import (
	"strings"
	"testing"
)

// authCases: one Authentication-Results header each, and whether it proves the sender.
var authCases = []struct {
	name, server, header, from string
	want                       bool
}{
	{"dmarc passes", "mx.landlord.example", "mx.landlord.example; dmarc=pass (p=reject) header.from=landlord.example", "manager@landlord.example", true},
	{"dmarc passes for another domain", "mx.landlord.example", "mx.landlord.example; dmarc=pass header.from=evil.example", "manager@landlord.example", false},
	{"dmarc fails though dkim of the sender's host passes", "mx.landlord.example", "mx.landlord.example; dmarc=fail header.from=landlord.example; dkim=pass header.d=landlord.example", "manager@landlord.example", false},
	{"dkim passes and is aligned", "mx.landlord.example", "mx.landlord.example; dkim=pass header.d=landlord.example", "manager@landlord.example", true},
	{"dkim of a parent domain", "mx.landlord.example", "mx.landlord.example; dkim=pass header.d=landlord.example", "manager@north.landlord.example", true},
	{"dkim of a subdomain", "mx.landlord.example", "mx.landlord.example; dkim=pass header.i=@mail.landlord.example", "manager@landlord.example", true},
	{"dkim of somebody else", "mx.landlord.example", "mx.landlord.example; dkim=pass header.d=mailer.example", "manager@landlord.example", false},
	{"dkim of a domain that only ends alike", "mx.landlord.example", "mx.landlord.example; dkim=pass header.d=evil-landlord.example", "manager@landlord.example", false},
	{"dkim of a public suffix", "mx.landlord.example", "mx.landlord.example; dkim=pass header.d=org.uk", "manager@landlord.org.uk", false},
	{"dkim of a top-level domain", "mx.landlord.example", "mx.landlord.example; dkim=pass header.d=example", "manager@landlord.example", false},
	{"spf passes and is aligned", "mx.landlord.example", "mx.landlord.example; spf=pass smtp.mailfrom=bounce@landlord.example", "manager@landlord.example", true},
	{"spf passes for the sending service", "mx.landlord.example", "mx.landlord.example; spf=pass smtp.mailfrom=bounce@mailer.example", "manager@landlord.example", false},
	{"all fail", "mx.landlord.example", "mx.landlord.example; spf=fail smtp.mailfrom=landlord.example; dkim=fail header.d=landlord.example", "manager@landlord.example", false},
	{"another server's word", "mx.landlord.example", "mx.evil.example; dmarc=pass header.from=landlord.example", "manager@landlord.example", false},
	{"a server whose name begins alike", "mx.landlord.example", "mx.landlord.example.evil.example; dmarc=pass header.from=landlord.example", "manager@landlord.example", false},
	{"the name in other letters", "MX.Landlord.example", "mx.landlord.EXAMPLE; dmarc=pass header.from=Landlord.example", "manager@landlord.example", true},
	{"no server configured", "", "mx.landlord.example; dmarc=pass header.from=landlord.example", "manager@landlord.example", false},
	{"nothing at all", "mx.landlord.example", "", "manager@landlord.example", false},
	{"no result", "mx.landlord.example", "mx.landlord.example; none", "manager@landlord.example", false},
	{"words in a comment", "mx.landlord.example", "mx.landlord.example; spf=none (dmarc=pass header.from=landlord.example) smtp.mailfrom=x@landlord.example", "manager@landlord.example", false},
	{"garbage", "mx.landlord.example", "mx.landlord.example; ;;; =pass", "manager@landlord.example", false},
	{"Google", "mx.google.com", "mx.google.com; dkim=pass header.i=@landlord.example header.s=s1 header.b=abc; spf=pass (google.com: domain of manager@landlord.example designates 192.0.2.1 as permitted sender) smtp.mailfrom=manager@landlord.example; dmarc=pass (p=QUARANTINE sp=QUARANTINE dis=NONE) header.from=landlord.example", "manager@landlord.example", true},
	{"Microsoft names no server", Microsoft365, "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=landlord.example; dkim=pass (signature was verified) header.d=landlord.example;dmarc=pass action=none header.from=landlord.example;compauth=pass reason=100", "manager@landlord.example", true},
	{"Microsoft's own guess is no proof", Microsoft365, "spf=none (sender IP is 192.0.2.1) smtp.mailfrom=landlord.example; dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=landlord.example;compauth=pass reason=109", "manager@landlord.example", false},
	{"a nameless header where our server has a name", "mx.landlord.example", "spf=pass smtp.mailfrom=landlord.example; dmarc=pass header.from=landlord.example", "manager@landlord.example", false},
	{"a named header at Microsoft", Microsoft365, "mx.evil.example; dmarc=pass header.from=landlord.example", "manager@landlord.example", false},
}

func TestAuthenticated(t *testing.T) {
	t.Parallel()
	for _, x := range authCases {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			r := NewReader(ReaderOptions{AuthservID: x.server})
			h := header{{"from", x.from}}
			if x.header != "" {
				h = append(header{{"authentication-results", x.header}}, h...)
			}
			if got := r.authenticated(h, x.from); got != x.want {
				t.Errorf("%s: authenticated is %t, want %t", x.header, got, x.want)
			}
		})
	}
}

func TestOnlyOurTopmostResultCounts(t *testing.T) {
	t.Parallel()
	const ours, from = "mx.landlord.example", "manager@landlord.example"
	good, bad := ours+"; dmarc=pass header.from=landlord.example", ours+"; dmarc=fail header.from=landlord.example"
	for _, x := range []struct {
		name   string
		server string
		h      header
		want   bool
	}{
		{"a forged header below ours", ours, header{{"authentication-results", bad}, {"authentication-results", good}, {"from", from}}, false},
		{"another relay's header above ours", ours, header{{"authentication-results", "relay.example; spf=none"}, {"authentication-results", good}, {"from", from}}, true},
		{"ours cannot be read, a forged one below it can", ours, header{{"authentication-results", ours + " 9; dmarc=pass header.from=landlord.example"}, {"authentication-results", good}, {"from", from}}, false},
		{"ours is too long, a forged one below it is not", ours, header{{"authentication-results", ours + "; x=" + strings.Repeat("y", 20<<10)}, {"authentication-results", good}, {"from", from}}, false},
		{"ours with its version", ours, header{{"authentication-results", ours + " 1; dmarc=pass header.from=landlord.example"}, {"from", from}}, true},
		{"two From fields", ours, header{{"authentication-results", good}, {"from", from}, {"from", "thief@evil.example"}}, false},
		{"two addresses in From", ours, header{{"authentication-results", good}, {"from", from + ", thief@evil.example"}}, false},
		{"no From", ours, header{{"authentication-results", good}}, false},
		{"Microsoft: a colleague who logged in", Microsoft365, header{{"x-ms-exchange-organization-authas", "Internal"}, {"from", from}}, true},
		{"Microsoft: from outside", Microsoft365, header{{"x-ms-exchange-organization-authas", "Anonymous"}, {"from", from}}, false},
		{"Microsoft's field at another server", ours, header{{"x-ms-exchange-organization-authas", "Internal"}, {"from", from}}, false},
		{"Microsoft: a nameless header below a named one", Microsoft365, header{{"authentication-results", "x.example; none"},
			{"authentication-results", "dmarc=pass header.from=landlord.example"}, {"from", from}}, false},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			if got := NewReader(ReaderOptions{AuthservID: x.server}).authenticated(x.h, from); got != x.want {
				t.Errorf("authenticated is %t, want %t", got, x.want)
			}
		})
	}
}
