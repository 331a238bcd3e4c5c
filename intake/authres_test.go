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
	{
		name:   "dmarc passes",
		server: "mx.landlord.example",
		header: "mx.landlord.example; dmarc=pass (p=reject) header.from=landlord.example",
		from:   "manager@landlord.example",
		want:   true,
	},
	{
		name:   "dmarc passes for another domain",
		server: "mx.landlord.example",
		header: "mx.landlord.example; dmarc=pass header.from=evil.example",
		from:   "manager@landlord.example",
	},
	{
		name:   "dmarc fails though dkim of the sender's host passes",
		server: "mx.landlord.example",
		header: "mx.landlord.example; dmarc=fail header.from=landlord.example; dkim=pass header.d=landlord.example",
		from:   "manager@landlord.example",
	},
	{
		name:   "dkim passes and is aligned",
		server: "mx.landlord.example",
		header: "mx.landlord.example; dkim=pass header.d=landlord.example",
		from:   "manager@landlord.example",
		want:   true,
	},
	{
		name:   "dkim of a parent domain",
		server: "mx.landlord.example",
		header: "mx.landlord.example; dkim=pass header.d=landlord.example",
		from:   "manager@north.landlord.example",
		want:   true,
	},
	{
		name:   "dkim of a subdomain",
		server: "mx.landlord.example",
		header: "mx.landlord.example; dkim=pass header.i=@mail.landlord.example",
		from:   "manager@landlord.example",
		want:   true,
	},
	{
		name:   "dkim of somebody else",
		server: "mx.landlord.example",
		header: "mx.landlord.example; dkim=pass header.d=mailer.example",
		from:   "manager@landlord.example",
	},
	{
		name:   "dkim of a domain that only ends alike",
		server: "mx.landlord.example",
		header: "mx.landlord.example; dkim=pass header.d=evil-landlord.example",
		from:   "manager@landlord.example",
	},
	{
		name:   "dkim of a public suffix",
		server: "mx.landlord.example",
		header: "mx.landlord.example; dkim=pass header.d=org.uk",
		from:   "manager@landlord.org.uk",
	},
	{
		name:   "dkim of a top-level domain",
		server: "mx.landlord.example",
		header: "mx.landlord.example; dkim=pass header.d=example",
		from:   "manager@landlord.example",
	},
	{
		name:   "spf passes and is aligned",
		server: "mx.landlord.example",
		header: "mx.landlord.example; spf=pass smtp.mailfrom=bounce@landlord.example",
		from:   "manager@landlord.example",
		want:   true,
	},
	{
		name:   "spf passes for the sending service",
		server: "mx.landlord.example",
		header: "mx.landlord.example; spf=pass smtp.mailfrom=bounce@mailer.example",
		from:   "manager@landlord.example",
	},
	{
		name:   "all fail",
		server: "mx.landlord.example",
		header: "mx.landlord.example; spf=fail smtp.mailfrom=landlord.example; dkim=fail header.d=landlord.example",
		from:   "manager@landlord.example",
	},
	{
		name:   "another server's word",
		server: "mx.landlord.example",
		header: "mx.evil.example; dmarc=pass header.from=landlord.example",
		from:   "manager@landlord.example",
	},
	{
		name:   "a server whose name begins alike",
		server: "mx.landlord.example",
		header: "mx.landlord.example.evil.example; dmarc=pass header.from=landlord.example",
		from:   "manager@landlord.example",
	},
	{
		name:   "the name in other letters",
		server: "MX.Landlord.example",
		header: "mx.landlord.EXAMPLE; dmarc=pass header.from=Landlord.example",
		from:   "manager@landlord.example",
		want:   true,
	},
	{
		name:   "no server configured",
		header: "mx.landlord.example; dmarc=pass header.from=landlord.example",
		from:   "manager@landlord.example",
	},
	{name: "nothing at all", server: "mx.landlord.example", from: "manager@landlord.example"},
	{
		name:   "no result",
		server: "mx.landlord.example",
		header: "mx.landlord.example; none",
		from:   "manager@landlord.example",
	},
	{
		name:   "words in a comment",
		server: "mx.landlord.example",
		header: "mx.landlord.example; spf=none (dmarc=pass header.from=landlord.example) " +
			"smtp.mailfrom=x@landlord.example",
		from: "manager@landlord.example",
	},
	{
		name:   "garbage",
		server: "mx.landlord.example",
		header: "mx.landlord.example; ;;; =pass",
		from:   "manager@landlord.example",
	},
	{
		name:   "Google",
		server: "mx.google.com",
		header: "mx.google.com; dkim=pass header.i=@landlord.example header.s=s1 header.b=abc; spf=pass (google.com: " +
			"domain of manager@landlord.example designates 192.0.2.1 as permitted sender) " +
			"smtp.mailfrom=manager@landlord.example; dmarc=pass (p=QUARANTINE sp=QUARANTINE dis=NONE) " +
			"header.from=landlord.example",
		from: "manager@landlord.example",
		want: true,
	},
	{
		name:   "Microsoft names no server",
		server: Microsoft365,
		header: "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=landlord.example; dkim=pass (signature was " +
			"verified) header.d=landlord.example;dmarc=pass action=none header.from=landlord.example;compauth=pass " +
			"reason=100",
		from: "manager@landlord.example",
		want: true,
	},
	{
		name:   "Microsoft's own guess is no proof",
		server: Microsoft365,
		header: "spf=none (sender IP is 192.0.2.1) smtp.mailfrom=landlord.example; dkim=none (message not signed) " +
			"header.d=none;dmarc=none action=none header.from=landlord.example;compauth=pass reason=109",
		from: "manager@landlord.example",
	},
	{
		name:   "a nameless header where our server has a name",
		server: "mx.landlord.example",
		header: "spf=pass smtp.mailfrom=landlord.example; dmarc=pass header.from=landlord.example",
		from:   "manager@landlord.example",
	},
	{
		name:   "a named header at Microsoft",
		server: Microsoft365,
		header: "mx.evil.example; dmarc=pass header.from=landlord.example",
		from:   "manager@landlord.example",
	},
}

func TestProof(t *testing.T) {
	t.Parallel()
	for _, x := range authCases {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			r := NewReader(ReaderOptions{AuthservID: x.server})
			h := header{{"from", x.from}}
			if x.header != "" {
				h = append(header{{"authentication-results", x.header}}, h...)
			}
			if got := r.proof(h, x.from).Proved(); got != x.want {
				t.Errorf("%s: proved is %t, want %t", x.header, got, x.want)
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
		{
			name:   "a forged header below ours",
			server: ours,
			h:      header{{"authentication-results", bad}, {"authentication-results", good}, {"from", from}},
		},
		{
			name:   "another relay's header above ours",
			server: ours,
			h: header{{"authentication-results", "relay.example; spf=none"}, {"authentication-results", good},
				{"from", from}},
			want: true,
		},
		{
			name:   "ours cannot be read, a forged one below it can",
			server: ours,
			h: header{{"authentication-results", ours + " 9; dmarc=pass header.from=landlord.example"},
				{"authentication-results", good}, {"from", from}},
		},
		{
			name:   "ours is too long, a forged one below it is not",
			server: ours,
			h: header{{"authentication-results", ours + "; x=" + strings.Repeat("y", 20<<10)},
				{"authentication-results", good}, {"from", from}},
		},
		{
			name:   "ours with its version",
			server: ours,
			h: header{{"authentication-results", ours + " 1; dmarc=pass header.from=landlord.example"},
				{"from", from}},
			want: true,
		},
		{
			name:   "two From fields",
			server: ours,
			h:      header{{"authentication-results", good}, {"from", from}, {"from", "thief@evil.example"}},
		},
		{
			name:   "two addresses in From",
			server: ours,
			h:      header{{"authentication-results", good}, {"from", from + ", thief@evil.example"}},
		},
		{name: "no From", server: ours, h: header{{"authentication-results", good}}},
		{
			name:   "Microsoft: a colleague who logged in",
			server: Microsoft365,
			h:      header{{"x-ms-exchange-organization-authas", "Internal"}, {"from", from}},
			want:   true,
		},
		{
			name:   "Microsoft: from outside",
			server: Microsoft365,
			h:      header{{"x-ms-exchange-organization-authas", "Anonymous"}, {"from", from}},
		},
		{
			name:   "Microsoft's field at another server",
			server: ours,
			h:      header{{"x-ms-exchange-organization-authas", "Internal"}, {"from", from}},
		},
		{
			name:   "Microsoft: a nameless header below a named one",
			server: Microsoft365,
			h: header{{"authentication-results", "x.example; none"},
				{"authentication-results", "dmarc=pass header.from=landlord.example"}, {"from", from}},
		},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			if got := NewReader(ReaderOptions{AuthservID: x.server}).proof(x.h, from).Proved(); got != x.want {
				t.Errorf("proved is %t, want %t", got, x.want)
			}
		})
	}
}
