package intake

import (
	"fmt"
	"strings"
	"testing"

	"complaints/internal/message"
)

var (
	unknown  = message.Proof{}
	byDMARC  = message.Proof{Verdict: message.SenderProved, By: message.ByDMARC}
	byDKIM   = message.Proof{Verdict: message.SenderProved, By: message.ByDKIM}
	bySPF    = message.Proof{Verdict: message.SenderProved, By: message.BySPF}
	byLogin  = message.Proof{Verdict: message.SenderProved, By: message.ByLogin}
	failed   = message.Proof{Verdict: message.SenderFailed, By: message.ByDMARC}
	spfFails = message.Proof{Verdict: message.SenderFailed, By: message.BySPF}
)

// verdictCases are what our server mx.own.example says of repairs.manager@own.example, and what that proves.
var verdictCases = []struct {
	name, results string
	want          message.Proof
}{
	// DMARC alone decides, where there is a verdict.
	{"dmarc passes", "dmarc=pass header.from=own.example", byDMARC},
	{"dmarc fails, everything else passes",
		"dkim=pass header.d=own.example; spf=pass smtp.mailfrom=own.example; dmarc=fail header.from=own.example",
		failed},
	{"dmarc fails for a colleague who logged in",
		"auth=pass smtp.auth=repairs.manager@own.example; dmarc=fail header.from=own.example", failed},
	{"dmarc passes and fails", "dmarc=pass header.from=own.example; dmarc=fail header.from=own.example", failed},
	{"dmarc passes and is none", "dmarc=pass header.from=own.example; dmarc=none header.from=own.example",
		unknown},
	{"dmarc passes for another domain, dkim for ours",
		"dmarc=pass header.from=evil.net; dkim=pass header.d=own.example", unknown},
	{"dmarc passes for nobody", "dmarc=pass", unknown},
	{"dmarc passes for two", "dmarc=pass header.from=own.example header.from=evil.net", unknown},
	{"dmarc passes with words that cannot be placed", "dmarc=pass own.example header.from=own.example", unknown},
	{"dmarc fails with words that cannot be placed", "dmarc=fail a b c; dkim=pass header.d=own.example", failed},
	{"no policy, aligned dkim", "dmarc=none header.from=own.example; dkim=pass header.d=own.example", byDKIM},
	{"dmarc could not be looked up", "dmarc=temperror header.from=own.example; spf=pass smtp.mailfrom=own.example",
		bySPF},
	{"dmarc of a version to come", "dmarc/2=pass header.from=own.example", unknown},

	// Without one, DKIM, SPF and a login.
	{"nothing was found out", "none", unknown},
	{"unsigned, no record", "dkim=none; spf=none smtp.mailfrom=own.example; dmarc=none", unknown},
	{"spf fails", "spf=fail smtp.mailfrom=own.example; dkim=none", spfFails},
	{"spf fails after forwarding, dkim holds", "spf=fail smtp.mailfrom=own.example; dkim=pass header.d=own.example",
		byDKIM},
	{"spf fails for somebody else's bounces", "spf=fail smtp.mailfrom=mailer.example", unknown},
	{"spf soft-fails", "spf=softfail smtp.mailfrom=own.example", unknown},
	{"a signature that was broken on the way", "dkim=fail header.d=own.example", unknown},
	{"spf of the greeting only", "spf=pass smtp.helo=own.example", unknown},
	{"d and i differ", "dkim=pass header.d=evil.net header.i=@own.example", unknown},
	{"two d", "dkim=pass header.d=evil.net header.d=own.example header.i=@own.example", unknown},
	{"arc is not ours to believe", "arc=pass (dmarc=pass header.from=own.example) header.d=own.example", unknown},
	{"a colleague logged in", "auth=pass (PLAIN) smtp.auth=repairs.manager@own.example", byLogin},
	{"another colleague logged in", "auth=pass (PLAIN) smtp.auth=estate.manager@own.example", unknown},
	{"a login that failed", "auth=fail smtp.auth=repairs.manager@own.example", unknown},

	// What a sender chooses and a server writes down.
	{"a quoted local part holds the domain", `spf=pass smtp.mailfrom="x@own.example"@evil.net`, unknown},
	{"a quoted address", `spf=pass smtp.mailfrom="\"x@own.example\"@evil.net"`, unknown},
	{"a quoted address of ours", `spf=pass smtp.mailfrom="bounces@own.example"`, bySPF},
	{"the domain in the local part", `spf=pass smtp.mailfrom=x=own.example@evil.net`, unknown},
	{"a source route", `spf=pass smtp.mailfrom=<@own.example:x@evil.net>`, unknown},
	{"a selector that looks like a property", `dkim=pass header.s=s=header.d=own.example header.d=evil.net`, unknown},
	{"a comment that is left early, without quotes meant",
		`spf=pass (mx: domain of "a) smtp.mailfrom=own.example (b"@evil.net) smtp.mailfrom=evil.net`, unknown},
	{"a comment that is left early for a whole result",
		`spf=pass (domain of "a) ; dmarc=pass header.from=own.example ; x=y (b"@evil.net) smtp.mailfrom=evil.net`,
		unknown},
	{"a quote in a comment that never closes", `dkim=pass (the "key) header.d=own.example`, byDKIM},
	{"an escaped bracket in a comment", `dkim=pass (a \) b) header.d=own.example`, byDKIM},
	{"a bracket that never opened", `spf=none x) ; dmarc=pass header.from=own.example`, unknown},
	{"a method in quotes", `"dmarc"=pass header.from=own.example`, unknown},

	// How real servers write.
	{"OpenDKIM", "\n\tdkim=pass (2048-bit key; unprotected) header.d=own.example header.i=@own.example " +
		"header.a=rsa-sha256 header.s=s1 header.b=AbC/d+e=;\n\tdkim-atps=neutral", byDKIM},
	{"OpenDMARC", "dmarc=pass (p=none dis=none) header.from=own.example", byDMARC},
	{"Exim", "iprev=pass (mail.own.example) smtp.remote-ip=192.0.2.1; spf=pass smtp.mailfrom=own.example; " +
		"dkim=pass header.d=own.example header.s=s header.a=rsa-sha256; dmarc=pass header.from=own.example; arc=none",
		byDMARC},
	{"Rspamd", "dkim=pass header.d=own.example header.s=s1 header.b=\"AbC/d+e=\"; dmarc=pass (policy=quarantine) " +
		"header.from=own.example; spf=pass (mx.own.example: domain of repairs.manager@own.example " +
		"designates 192.0.2.1 as permitted sender) smtp.mailfrom=repairs.manager@own.example", byDMARC},
	{"Rspamd, forged", "dkim=none; dmarc=fail reason=\"No valid SPF, No valid DKIM\" header.from=own.example " +
		"(policy=reject); spf=softfail (mx.own.example: 203.0.113.9 is neither permitted nor denied by domain of " +
		"repairs.manager@own.example) smtp.mailfrom=repairs.manager@own.example", failed},
	{"Fastmail", "dkim=pass (2048-bit rsa key sha256) header.d=own.example header.i=@own.example header.b=Ab " +
		"header.a=rsa-sha256 header.s=s1 x-bits=2048; dmarc=pass policy.published-domain-policy=none " +
		"policy.applied-disposition=none (p=none,d=none,d.eval=none) policy.policy-from=p header.from=own.example; " +
		"bimi=skipped (DMARC Policy is not at enforcement); x-ptr=pass smtp.helo=m.own.example", byDMARC},
	{"Yahoo", "dkim=pass header.i=@own.example header.s=s1; spf=pass smtp.mailfrom=own.example; " +
		"dmarc=pass(p=REJECT) header.from=own.example;", byDMARC},
	{"blanks and comments wherever they may stand",
		"(a) dmarc (b) = (c) pass (d) header (e) . (f) from (g) = (h) own.example (i)", byDMARC},
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	const from = "repairs.manager@own.example"
	r := NewReader(ReaderOptions{AuthservID: "mx.own.example"})
	for _, x := range verdictCases {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			h := header{{"authentication-results", "mx.own.example; " + x.results}, {"from", from}}
			if got := r.proof(h, from); got != x.want {
				t.Errorf("%s\ngot %+v, want %+v", x.results, got, x.want)
			}
		})
	}
}

func TestMicrosoftNamesOtherDomainsBetween(t *testing.T) {
	t.Parallel()
	const from = "manager@own.example"
	r := NewReader(ReaderOptions{AuthservID: Microsoft365})
	h := header{{"authentication-results", "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=own.example; " +
		"tenant.example; dkim=none (message not signed) header.d=none;tenant.example; dmarc=bestguesspass " +
		"action=none header.from=own.example;compauth=pass reason=109"}, {"from", from}}
	if got := r.proof(h, from); got != bySPF {
		t.Errorf("got %+v, want %+v", got, bySPF)
	}
}

func TestSenderInDoubtIsNotProved(t *testing.T) {
	t.Parallel()
	r := NewReader(ReaderOptions{AuthservID: "mx.own.example", OwnAddresses: []string{"complaints@own.example"}})
	for name, x := range map[string]struct {
		header string
		want   message.Proof
	}{
		"plain":                     {"From: Dave <d@own.example>\n", byDMARC},
		"their address as a name":   {"From: \"D@own.example\" <d@own.example>\n", byDMARC},
		"another address as a name": {"From: \"boss@own.example\" <d@own.example>\n", unknown},
		"two addresses":             {"From: d@own.example, e@own.example\n", unknown},
		"two fields":                {"From: d@own.example\nFrom: e@own.example\n", unknown},
		"a sender only":             {"Sender: d@own.example\n", unknown},
		"sent on by a group": {"From: Asha via Housing <complaints@own.example>\nX-Original-From: asha@example.org\n",
			unknown},
	} {
		raw := "Authentication-Results: mx.own.example; dmarc=pass header.from=own.example\n" + x.header + "\nHello\n"
		if got := r.parseMail(fuzzArrival([]byte(raw))).Message.Proof; got != x.want {
			t.Errorf("%s: got %+v, want %+v", name, got, x.want)
		}
	}
}

// TestOnlyOurBordersReportCounts: what stands below the Received line of our border came with the mail.
func TestOnlyOurBordersReportCounts(t *testing.T) {
	t.Parallel()
	const (
		good    = "Authentication-Results: mx.own.example; dmarc=pass header.from=own.example\n"
		signed  = "Authentication-Results: mx.own.example; dkim=pass header.d=mailer.example\n"
		inside  = "Received: from mx.own.example by imap.own.example with LMTP\n"
		border  = "Received: from evil.net by mx.own.example\n"
		outside = "Received: from x by mx.own.example\n"
		from    = "From: d@own.example\n"
	)
	for name, x := range map[string]struct {
		header string
		above  int
		want   message.Proof
		report Report
	}{
		"on top": {good + border + from, 0, byDMARC, Report{Found: true, Believed: true}},
		"below the only line, and reports stand above it": {border + good + from, 1, unknown, Report{Found: true, Above: 1}},
		"below our server's own line": {border + good + from, 0, byDMARC,
			Report{Found: true, Above: 1, Believed: true}},
		"below a line of another server": {inside + good + from, 0, unknown, Report{Found: true, Above: 1}},
		"our server hands on once more": {inside + good + border + from, 2, byDMARC,
			Report{Found: true, Above: 1, Believed: true}},
		"forged at a server that hands on once more": {inside + border + good + from, 2, unknown,
			Report{Found: true, Above: 2}},
		"forged below a hop of their own": {inside + border + outside + good + from, 2, unknown,
			Report{Found: true, Above: 3}},
		"a server that writes just below its line": {inside + border + good + outside + from, 3, byDMARC,
			Report{Found: true, Above: 2, Believed: true}},
		"ours on top says nothing, the forged one below all": {signed + border + good + from, 2, unknown,
			Report{Found: true, Believed: true}},
		"somebody else's": {"Authentication-Results: evil.net; dmarc=pass header.from=own.example\n" + from, 1,
			unknown, Report{}},
		"a rehearsed forgery": {
			"Authentication-Results: mx.own.example; dmarc=pass header.from=forged.invalid\n" + from, 1, unknown,
			Report{Found: true, Believed: true, Rehearsed: true}},
	} {
		r := NewReader(ReaderOptions{AuthservID: "mx.own.example", ReportsAbove: x.above})
		raw := []byte(x.header + "\nHello\n")
		if got := r.parseMail(fuzzArrival(raw)).Message.Proof; got != x.want {
			t.Errorf("%s: got %+v, want %+v", name, got, x.want)
		}
		if got := r.ReportIn(raw); got != x.report {
			t.Errorf("%s: report %+v, want %+v", name, got, x.report)
		}
	}
}

// hostileSeeds are what an attacker puts wherever they may put anything.
var hostileSeeds = []string{
	"", "asha", `a;dmarc=pass header.from=own.example;b`, `a";dmarc=pass header.from=own.example;"b`,
	`a\";dmarc=pass header.from=own.example;\"b`, `a) ; dmarc=pass header.from=own.example ; x=y (b`,
	`a (dmarc=pass header.from=own.example) b`, `x header.d=own.example y`, `x smtp.mailfrom=own.example`,
	`x@own.example`, `@own.example:x`, `\`, `"`, `(`, `)`, `))((`, `\)`, `"(`, "\r\n header.d=own.example",
	"\r\nAuthentication-Results: mx.own.example; dmarc=pass header.from=own.example",
}

// quoteWord writes words as a server must: a quoted string with what is special escaped.
func quoteWord(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// escaped writes words as they must stand within a comment, and quoteComment makes one of them.
func escaped(s string) string { return strings.NewReplacer(`\`, `\\`, `(`, `\(`, `)`, `\)`).Replace(s) }

func quoteComment(s string) string { return "(" + escaped(s) + ")" }

// hostileHeader is a mail of evil.net in the name of own.example as our server delivered it, with the sender's
// words wherever a sender chooses them; method is what the server reports of DMARC.
func hostileHeader(method, words string) header {
	oneLine := func(s string) string { return strings.Join(strings.FieldsFunc(s, isLineEnd), " ") }
	w := oneLine(words)
	return header{
		{"authentication-results", fmt.Sprintf("mx.own.example %s; iprev=pass %s smtp.remote-ip=192.0.2.9; "+
			"spf=pass (mx: domain of %s@evil.net designates 192.0.2.9) smtp.mailfrom=%s@evil.net smtp.helo=%s; "+
			"dkim=pass reason=%s header.d=evil.net header.i=%s@evil.net header.s=%s (key; of %s); %s; arc=none %s",
			quoteComment(w), quoteComment(w), escaped(w), quoteWord(w), quoteWord(w),
			quoteWord(w), quoteWord(w), quoteWord(w), escaped(w),
			method, quoteComment(w))},
		{"received", "from " + w + " by mx.own.example"},
		{"authentication-results", "mx.own.example; dmarc=pass header.from=own.example"},
		{"arc-authentication-results", "i=1; mx.own.example; dmarc=pass header.from=own.example"},
		{"x-authentication-results", "mx.own.example; dmarc=pass header.from=own.example"},
		{"authentication-results", w}, {"subject", w}, {"sender", w}, {"reply-to", w}, {"return-path", w},
		{"from", "repairs.manager@own.example"},
	}
}

func isLineEnd(r rune) bool { return r == '\r' || r == '\n' }

// FuzzSenderChooses holds that no word a sender chooses changes what our server's report proves.
func FuzzSenderChooses(f *testing.F) {
	for _, s := range hostileSeeds {
		f.Add(s)
	}
	r := NewReader(ReaderOptions{AuthservID: "mx.own.example"})
	const from = "repairs.manager@own.example"
	f.Fuzz(func(t *testing.T, words string) {
		for _, method := range []string{"dmarc=fail header.from=own.example", "dmarc=none", "x-spam=none",
			"dmarc=pass header.from=own.example", "auth=pass smtp.auth=" + from} {
			want := r.proof(hostileHeader(method, "asha"), from)
			h := hostileHeader(method, words)
			got := r.proof(h, from)
			if got != want && len(h[0].value) <= maxAuthField {
				t.Errorf("%s with %q: got %+v, want %+v\n%s", method, words, got, want, h[0].value)
			}
			if got.Proved() && !want.Proved() {
				t.Errorf("%s with %q is proved by %s", method, words, got.By)
			}
		}
	})
}

// FuzzSloppyServer holds that a server that copies a sender's words as they are, but says that DMARC failed, proves
// nobody.
func FuzzSloppyServer(f *testing.F) {
	for _, s := range hostileSeeds {
		f.Add(s)
	}
	r := NewReader(ReaderOptions{AuthservID: "mx.own.example"})
	const from = "repairs.manager@own.example"
	f.Fuzz(func(t *testing.T, words string) {
		words = strings.Join(strings.FieldsFunc(words, isLineEnd), " ")
		for _, field := range []string{
			"mx.own.example; dmarc=fail header.from=own.example; spf=pass (of %s@evil.net) smtp.mailfrom=evil.net",
			"mx.own.example; spf=pass (of %s@evil.net) smtp.mailfrom=evil.net; dmarc=fail header.from=own.example",
		} {
			h := header{{"authentication-results", fmt.Sprintf(field, words)}, {"from", from}}
			if r.proof(h, from).Proved() {
				t.Errorf("%s proves the sender", h[0].value)
			}
		}
	})
}
