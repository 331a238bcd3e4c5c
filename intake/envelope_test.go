package intake

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"complaints/internal/message"
)

func TestWhoWroteAndWhen(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ name, head, from, called, problem string }{
		{name: "plain", head: "From: Asha Rahman <Asha@Example.org>", from: "asha@example.org", called: "Asha Rahman"},
		{
			name:   "encoded name",
			head:   "From: =?utf-8?q?Asha_R=C3=A1hman?= <asha@example.org>",
			from:   "asha@example.org",
			called: "Asha Ráhman",
		},
		{
			name:   "a letter cut in two by the encoding",
			head:   "From: =?utf-8?b?QXNoYSBSw?= =?utf-8?b?6FobWFu?= <asha@example.org>",
			from:   "asha@example.org",
			called: "Asha Ráhman",
		},
		{
			name:   "raw 8-bit name",
			head:   "From: Asha R\xe1hman <asha@example.org>",
			from:   "asha@example.org",
			called: "Asha Ráhman",
		},
		{
			name:   "a comma in the name",
			head:   "From: Rahman, Asha <asha@example.org>",
			from:   "asha@example.org",
			called: "Rahman, Asha",
		},
		{name: "a trailing comma", head: "From: asha@example.org,", from: "asha@example.org"},
		{
			name:   "unknown letters",
			head:   "From: =?martian?q?x?= <asha@example.org>",
			from:   "asha@example.org",
			called: "x",
		},
		{
			name:   "no brackets and a comment",
			head:   "From: asha@example.org (Asha)",
			from:   "asha@example.org",
			called: "Asha",
		},
		{name: "mailto", head: "From: <mailto:asha@example.org>", from: "asha@example.org"},
		{
			name:    "From is empty, Sender is not",
			head:    "From:\r\nSender: asha@example.org",
			from:    "asha@example.org",
			problem: "sender's address",
		},
		{
			name:    "only Reply-To",
			head:    "Reply-To: asha@example.org",
			from:    "asha@example.org",
			problem: "sender's address",
		},
		{
			name:    "only the return path",
			head:    "Return-Path: <asha@example.org>",
			from:    "asha@example.org",
			problem: "sender's address",
		},
		{name: "nobody", head: "X-Nothing: here", problem: "who sent it"},
		{name: "a name and no address", head: "From: Asha", called: "Asha", problem: "sender's address"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			m := parse(t, x.head+"\r\nTo: complaints@landlord.example\r\nDate: Tue, 3 Nov 2026 10:15:00 +0000\r\n"+
				"Message-ID: <1@x>\r\n\r\nMy ceiling leaks").Message
			if m.From != x.from || m.FromName != x.called {
				t.Errorf("from %q called %q, want %q called %q", m.From, m.FromName, x.from, x.called)
			}
			if said := strings.Join(m.Problems, " "); !strings.Contains(said, x.problem) ||
				x.problem == "" && said != "" {
				t.Errorf("problems %q, want %q", said, x.problem)
			}
		})
	}
}

func TestHeaderFields(t *testing.T) {
	t.Parallel()
	m := parse(t, "From: asha@example.org\r\n"+
		"To: \"Complaints\" <complaints@landlord.example>, undisclosed-recipients:;\r\n"+
		"Cc: Friend <friend@example.org>\r\n"+
		"Delivered-To: complaints+hc123@landlord.example\r\nX-Original-To: COMPLAINTS@landlord.example\r\n"+
		"Envelope-To: box@landlord.example\r\nReply-To: home@example.org\r\n"+
		"Subject: =?utf-8?q?Leak_in_caf=C3=A9?=\r\n in Flat 3\r\nDate: 3 Nov 26 10:15 GMT\r\n"+
		"Message-ID: <abc@example.org>\r\nIn-Reply-To: <q1@landlord.example> (your letter)\r\n"+
		"References: <q0@landlord.example>\r\n\t<q1@landlord.example>\r\n\r\nx y").Message
	if got := fmt.Sprint(m.To); got != "[complaints@landlord.example friend@example.org "+
		"complaints+hc123@landlord.example box@landlord.example]" {
		t.Errorf("to %s", got)
	}
	if m.ReplyTo != "home@example.org" || m.Subject != "Leak in café in Flat 3" || m.MessageID != "abc@example.org" {
		t.Errorf("reply to %q, subject %q, id %q", m.ReplyTo, m.Subject, m.MessageID)
	}
	if fmt.Sprint(m.InReplyTo) != "[q1@landlord.example]" ||
		fmt.Sprint(m.References) != "[q0@landlord.example q1@landlord.example]" {
		t.Errorf("in reply to %v, references %v", m.InReplyTo, m.References)
	}
	if !m.SentAt.Equal(time.Date(2026, 11, 3, 10, 15, 0, 0, time.UTC)) {
		t.Errorf("sent at %v", m.SentAt)
	}
}

func TestMessageIDs(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ name, value, want string }{
		{"as it should be", "<a@b.example>", "a@b.example"},
		{"no brackets", "a@b.example", "a@b.example"},
		{"blanks inside the brackets", "< a@b.example >", "a@b.example"},
		{"no at sign", "<20261103>", "20261103"},
		{"double brackets", "<<a@b.example>>", "a@b.example"},
		{"a domain in square brackets", "<[a]@[192.0.2.1]>", "[a]@[192.0.2.1]"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			if got := parse(t, "From: a@b.example\r\nMessage-ID: "+x.value+
				"\r\n\r\nx").Message.MessageID; got != x.want {
				t.Errorf("%s gives %q, want %q", x.value, got, x.want)
			}
		})
	}
	for _, value := range []string{"", "<>", "  "} {
		raw := "From: a@b.example\r\nMessage-ID: " + value + "\r\n\r\nx"
		first, again, other := parse(t, raw).Message, parse(t, raw).Message, parse(t, raw+"y").Message
		if first.MessageID == "" || first.MessageID != again.MessageID || first.MessageID == other.MessageID {
			t.Errorf("%q: ids %q, %q and %q", value, first.MessageID, again.MessageID, other.MessageID)
		}
	}
}

func TestTheDateIsOnlyInformative(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"Tue, 3 Nov 2026 10:15:00 +0000":         "2026-11-03T10:15:00Z",
		"Tue, 3 Nov 2026 10:15:00 +0000 (GMT)":   "2026-11-03T10:15:00Z",
		"3/11/2026 10:15":                        "2026-11-03T10:15:00Z",
		"Tue Nov  3 10:15:00 2026":               "2026-11-03T10:15:00Z",
		"2026-11-03T10:15:00Z":                   "2026-11-03T10:15:00Z",
		"yesterday":                              "",
		"Tue, 3 Nov 99999 10:15:00 +0000":        "",
		strings.Repeat("Tue, 3 Nov 2026 ", 1000): "",
	} {
		m := parse(t, "From: a@b.example\r\nDate: "+value+"\r\n\r\nx").Message
		got := ""
		if !m.SentAt.IsZero() {
			got = m.SentAt.Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%q is %q, want %q", value, got, want)
		}
		if !m.Received.Equal(time.Date(2026, 11, 3, 10, 16, 0, 0, time.UTC)) {
			t.Errorf("%q moved the arrival to %v", value, m.Received)
		}
	}
}

// TestBehindAGroup: groups of our own house send on, in their own name, the mail of writers whose providers let
// nobody else send in theirs.
func TestBehindAGroup(t *testing.T) {
	t.Parallel()
	const group = "From: 'Asha Rahman' via Complaints <complaints@landlord.example>\n" +
		"To: complaints@landlord.example\nAuthentication-Results: mx.landlord.example; dmarc=pass " +
		"header.from=landlord.example\n"
	for _, x := range []struct {
		name, raw, from string
		own             bool
	}{
		{
			name: "Google Groups",
			raw: group + "Reply-To: Asha Rahman <asha@example.org>\nX-Original-Sender: asha@example.org\n" +
				"X-Original-From: Asha Rahman <asha@example.org>\nList-ID: <complaints.landlord.example>\n\nIt leaks.",
			from: "asha@example.org",
		},
		{
			name: "Mailman",
			raw: group + "Reply-To: Asha Rahman <asha@example.org>\n" +
				"List-Id: Complaints <complaints.landlord.example>\n\nIt leaks.",
			from: "asha@example.org",
		},
		{
			name: "another group of the house",
			raw: strings.Replace(group, "<complaints@", "<housing@", 1) + "X-Original-From: asha@example.org\n" +
				"List-ID: <housing.landlord.example>\n\nIt leaks.",
			from: "asha@example.org",
		},
		{
			name: "our own letter",
			raw: "From: Complaints <complaints@landlord.example>\nReply-To: complaints+token@landlord.example\n\n" +
				"Dear Asha",
			from: "complaints@landlord.example",
			own:  true,
		},
		{
			name: "a name with via in it and no group",
			raw:  "From: Asha via Complaints <complaints@landlord.example>\nReply-To: asha@example.org\n\nIt leaks.",
			from: "complaints@landlord.example",
			own:  true,
		},
		{
			name: "a group that is not ours",
			raw: "From: Asha via Tenants <tenants@groups.example>\nReply-To: asha@example.org\n" +
				"X-Original-From: asha@example.org\nList-Id: <tenants.groups.example>\n\nHello all",
			from: "tenants@groups.example",
		},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			r := NewReader(ReaderOptions{OwnAddresses: []string{"complaints@landlord.example"},
				AuthservID: "mx.landlord.example"})
			p := r.Parse(message.Arrival{Channel: message.Email, Raw: []byte(x.raw)})
			if p.Message.From != x.from || p.OwnMail != x.own {
				t.Errorf("from %s, own %v", p.Message.From, p.OwnMail)
			}
			if x.from == "asha@example.org" &&
				(p.Message.FromName != "Asha Rahman" && x.name != "another group of the house" ||
					p.Message.Nature != message.FromPerson || p.Message.Proof.Proved()) {
				t.Errorf("name %q, nature %s, authenticated %v", p.Message.FromName, p.Message.Nature,
					p.Message.Proof.Proved())
			}
		})
	}
}
