package intake

import "testing"

func TestFormWriter(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ situation, head, want string }{
		{
			situation: "in the name of the mailbox",
			head:      "From: complaints@landlord.example\r\nReply-To: asha@example.com\r\n",
			want:      "asha@example.com",
		},
		{
			situation: "in the name of nobody",
			head:      "From: do-not-reply@web.example\r\nReply-To: Asha <asha@example.com>\r\n",
			want:      "asha@example.com",
		},
		{
			situation: "a printer that scans letters",
			head:      "From: printer@library.example\r\nReply-To: asha@example.com\r\n",
			want:      "asha@example.com",
		},
		{
			situation: "a web page",
			head: "From: info@charity.example\r\nX-PHP-Originating-Script: 33:class-smtp.php\r\n" +
				"Reply-To: asha@example.com\r\n",
			want: "asha@example.com",
		},
		{
			situation: "a program that says so",
			head:      "From: hub@charity.example\r\nAuto-Submitted: auto-generated\r\nReply-To: asha@example.com\r\n",
			want:      "asha@example.com",
		},
		{
			situation: "a person with another address for answers",
			head:      "From: asha@work.example\r\nReply-To: asha@example.com\r\n",
		},
		{situation: "answers to nobody", head: "From: noreply@web.example\r\nReply-To: no-reply@web.example\r\n"},
		{
			situation: "our letter come back",
			head: "From: complaints@landlord.example\r\n" +
				"Reply-To: complaints+abcdefghijklmnop@landlord.example\r\n",
		},
		{
			situation: "an answer in a thread",
			head:      "From: noreply@web.example\r\nIn-Reply-To: <1@x.example>\r\nReply-To: asha@example.com\r\n",
		},
		{situation: "nowhere to answer", head: "From: noreply@web.example\r\n"},
	} {
		if got := parse(t,
			x.head+"Subject: Lift\r\n\r\nThe lift is broken and nobody came.").FormWriter; got != x.want {
			t.Errorf("%s: %q, want %q", x.situation, got, x.want)
		}
	}
}
