package intake

import (
	"strings"
	"testing"
)

// replyCases are replies as mail programs write them. An empty want means that everything stays.
var replyCases = []struct{ name, subject, text, want string }{
	{
		name: "Gmail",
		text: "The boiler is off again.\n\n" +
			"On Tue, 3 Nov 2026 at 10:15, Complaints Team <complaints@landlord.example> wrote:\n\n> Dear Ms Rahman,\n" +
			">\n> Thank you for your complaint.\n",
		want: "The boiler is off again.",
	},
	{
		name: "Gmail, attribution over two lines",
		text: "Still leaking.\n\nOn Tue, 3 Nov 2026 at 10:15, The Complaints Team of the Landlord <\n" +
			"complaints@landlord.example> wrote:\n\n> Dear Ms Rahman,\n",
		want: "Still leaking.",
	},
	{
		name: "Outlook for Windows",
		text: "Please see below.\n\nRegards\nAsha\n\n________________________________\n" +
			"From: Complaints <complaints@landlord.example>\nSent: 03 November 2026 10:15\nTo: Asha Rahman\n" +
			"Subject: Your complaint HC-2026-000123\n\nDear Ms Rahman,\n",
		want: "Please see below.\n\nRegards\nAsha",
	},
	{
		name: "Outlook, labels in bold",
		text: "Not good enough.\n\n*From:* Complaints\n*Sent:* 03 November 2026\n*To:* Asha\n" +
			"*Subject:* Your complaint\n\nDear Ms Rahman\n",
		want: "Not good enough.",
	},
	{
		name: "older Outlook",
		text: "No answer yet.\n\n-----Original Message-----\nFrom: Complaints\nSent: Tuesday\nTo: Asha\n" +
			"Subject: x\n\nDear",
		want: "No answer yet.",
	},
	{
		name: "iPhone",
		text: "Thank you\n\nSent from my iPhone\n\n" +
			"> On 3 Nov 2026, at 10:15, Complaints <complaints@landlord.example> wrote:\n> \n> Dear Ms Rahman",
		want: "Thank you",
	},
	{
		name: "iPhone without bars",
		text: "It came back\n\nOn 3 Nov 2026, at 10:15, Complaints <complaints@landlord.example> wrote:\n\n" +
			"Dear Ms Rahman,\nThank you.",
		want: "It came back",
	},
	{
		name: "Samsung",
		text: "Nobody came today.\n\n\nSent from my Galaxy\n\n\n-------- Original message --------\n" +
			"From: Complaints <complaints@landlord.example>\nDate: 03/11/2026 10:15 (GMT+00:00)\nTo: Asha\n" +
			"Subject: Your complaint\n\nDear Ms Rahman",
		want: "Nobody came today.",
	},
	{
		name: "Yahoo",
		text: "I am not happy.\n\nSent from Yahoo Mail: Search, organise, conquer\n\n" +
			"On Tuesday, 3 November 2026 at 10:15:00 GMT, Complaints <complaints@landlord.example> wrote:\n\n" +
			"Dear Ms Rahman",
		want: "I am not happy.",
	},
	{
		name: "Zoho",
		text: "Reply.\n\n---- On Tue, 03 Nov 2026 10:15:00 +0000 Complaints <complaints@landlord.example> wrote " +
			"----\n\nDear",
		want: "Reply.",
	},
	{
		name: "German",
		text: "Danke.\n\nAm Di., 3. Nov. 2026 um 10:15 Uhr schrieb Complaints <complaints@landlord.example>:\n\n> Dear",
		want: "Danke.",
	},
	{
		name: "French",
		text: "Merci.\n\nLe mar. 3 nov. 2026 à 10:15, Complaints <complaints@landlord.example> a écrit :\n\n> Dear",
		want: "Merci.",
	},
	{
		name: "Polish",
		text: "Dziękuję.\n\nwt., 3 lis 2026 o 10:15 Complaints <complaints@landlord.example> napisał(a):\n\n> Dear",
		want: "Dziękuję.",
	},
	{
		name: "Romanian",
		text: "Multumesc.\n\nPe mar., 3 nov. 2026 la 10:15, Complaints <complaints@landlord.example> a scris:\n\n" +
			"> Dear",
		want: "Multumesc.",
	},
	{
		name: "Finnish",
		text: "Kiitos.\n\nti 3. marraskuuta 2026 klo 10.15 Complaints (complaints@landlord.example) kirjoitti:\n\n" +
			"> Dear",
		want: "Kiitos.",
	},
	{
		name: "Japanese, no verb",
		text: "ありがとう\n\n2026年11月3日(火) 10:15 Complaints <complaints@landlord.example>:\n\n> Dear",
		want: "ありがとう",
	},
	{
		name: "Gmail with the offset",
		text: "Thanks\n\n2026-11-03 10:15 GMT+00:00 Complaints Team\n\nDear Ms Rahman",
		want: "Thanks",
	},
	{
		name: "Hungarian title",
		text: "Igen\n\n----- Eredeti üzenet -----\nFrom: Complaints\nDate: 2026\n\nDear",
		want: "Igen",
	},
	{
		name: "Chinese",
		text: "谢谢\n\n在 2026年11月3日，上午10:15，Complaints <complaints@landlord.example> 写道：\n\n> Dear",
		want: "谢谢",
	},
	{
		name: "answers between the lines",
		text: "Hello,\n\nOn Tue, 3 Nov 2026 at 10:15, Complaints <complaints@landlord.example> wrote:\n\n" +
			"> When did it start?\nIn March.\n> Who came?\nNobody.\n",
		want: "Hello,\n\n> When did it start?\nIn March.\n> Who came?\nNobody.",
	},
	{
		name: "answers between the lines, old mail first",
		text: "On Tue, 3 Nov 2026 at 10:15, Complaints <complaints@landlord.example> wrote:\n> When did it start?\n" +
			"In March.\n> Who came?\nNobody.\n",
		want: "> When did it start?\nIn March.\n> Who came?\nNobody.",
	},
	{
		name: "answer below the old mail",
		text: "On Tue, 3 Nov 2026 at 10:15, Complaints <complaints@landlord.example> wrote:\n> Dear Ms Rahman,\n" +
			"> Thank you.\n\nIt is still leaking.\n",
		want: "It is still leaking.",
	},
	{
		name: "answers in red",
		text: "My answers are in red below.\n\nOn Tue, 3 Nov 2026 at 10:15, Complaints <complaints@landlord.example> " +
			"wrote:\nWhen did it start? In March.\n",
	},
	{
		name: "comments inline",
		text: "See my comments in-line.\n\n-----Original Message-----\nFrom: a\nSent: b\nTo: c\n\nDid it work? NO",
	},
	{
		name: "only history",
		text: "On Tue, 3 Nov 2026 at 10:15, Complaints <complaints@landlord.example> wrote:\n> Dear Ms Rahman\n",
	},
	{
		name:    "forwarded by staff",
		subject: "FW: leak",
		text: "Please log this.\n\nFrom: Asha\nSent: Monday\nTo: Repairs\nSubject: leak\n\n" +
			"My ceiling is coming down.",
	},
	{
		name:    "forwarded in Gmail",
		subject: "Fwd: leak",
		text: "---------- Forwarded message ---------\nFrom: Asha\nDate: Monday\nSubject: leak\nTo: Repairs\n\n" +
			"My ceiling is coming down.",
	},
	{
		name:    "forwarded by Apple Mail",
		subject: "Fwd: leak",
		text: "Please log this.\n\nBegin forwarded message:\n\n> From: Asha <asha@example.org>\n> Subject: leak\n" +
			">\n> My ceiling is coming down.",
	},
	{
		name:    "forwarded, with a signature above",
		subject: "FW: leak",
		text: "Please log this.\n\n-- \nJo Bloggs\nRepairs\n\n---------- Forwarded message ---------\n" +
			"From: Asha\n\nMy ceiling is coming down.",
		want: "Please log this.\n\n---------- Forwarded message ---------\nFrom: Asha\n\nMy ceiling is coming down.",
	},
	{
		name:    "a reply to what was forwarded",
		subject: "Re: Fwd: leak",
		text: "Done.\n\nOn Tue, 3 Nov 2026 at 10:15, Jo <jo@landlord.example> wrote:\n" +
			"> ---------- Forwarded message ---------\n> From: Asha\n> My ceiling is coming down.",
		want: "Done.",
	},
	{
		name: "signature",
		text: "Please call me.\n\n-- \nAsha Rahman\n12 Mill Lane\n07700 900123",
		want: "Please call me.",
	},
	{
		name: "signature, its blank lost on the way",
		text: "Please call me.\n\n--\nAsha Rahman\nFlat 3",
		want: "Please call me.",
	},
	{
		name: "dashes between two matters",
		text: "The boiler is off.\n--\nAnd then there is the matter of the window that nobody has come to mend since " +
			"last winter.\nIt is still broken and the rain comes in every single time the wind blows from the west.\n" +
			"I have asked three times now and each time was told somebody would ring me back.",
	},
	{name: "dashes before a list", text: "These are my problems:\n--\nNo heating\nNo hot water\nMould in the bedroom"},
	{name: "signature with a greeting", text: "Please call me.\n--\nKind regards\nasha", want: "Please call me."},
	{
		name: "legal note",
		text: "Please see attached.\n\nThis email and any attachments are confidential and intended solely for the " +
			"addressee. If you are not the intended recipient please delete it.",
		want: "Please see attached.",
	},
	{
		name: "company details",
		text: "I will attend on Friday.\n\nLandlord Limited is registered in England and Wales no. 1234567.",
		want: "I will attend on Friday.",
	},
	{name: "virus scanner", text: "Two photos attached.\n\nVirus-free. www.avg.com", want: "Two photos attached."},
	{
		name: "banner of the mail server",
		text: "CAUTION: This email originated from outside of the organisation. Do not click links.\n\n" +
			"My ceiling leaks.",
		want: "My ceiling leaks.",
	},
	{
		name: "Outlook's note on strangers",
		text: "You don't often get email from asha@example.org. Learn why this is important\n\nMy ceiling leaks.",
		want: "My ceiling leaks.",
	},
	{
		name: "reply above this line",
		text: "It is not mended.\n\n##- Please type your reply above this line -##\nYour case was updated",
		want: "It is not mended.",
	},
	{
		name: "Outlook on a phone",
		text: "No.\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n" +
			"From: Complaints\nSent: Tuesday\nTo: Asha\nSubject: x\n",
		want: "No.",
	},
	{name: "a bullet list in the middle", text: "Three things:\n- the leak\n- the damp\n- the noise\nPlease act."},

	// What people write that only looks like an old mail.
	{
		name: "a list that begins like a copied header",
		text: "Nobody came.\nFrom: March to June we had no heating.\nSent: a letter in May, no answer.\n" +
			"To: whom should I write?",
	},
	{
		name: "a sentence about what a man wrote",
		text: "On Monday the man wrote: we will be back on Friday.\nHe never came.",
	},
	{
		name: "a sentence that ends in wrote",
		text: "On 12 October 2026 at 14:00 your officer wrote:\nwe will mend it on Friday.\n" +
			"Nobody came and I am still cold.",
	},
	{
		name: "a sentence that ends in wrote, and ends the mail",
		text: "The letter is attached.\nOn 12 October 2026 at 14:00 your officer wrote:",
	},
	{
		name: "a period of time",
		text: "From: March to June no heating.\nTo: you, who did nothing.\nI want this answered.",
	},
	{
		name: "from and to in a table of events",
		text: "From: 3 March\nto: 9 June\nThe lift was out of order.\nPlease answer.",
	},
	{
		name: "a line of dashes between paragraphs",
		text: "First the boiler.\n\n----------\n\nThen the roof, which has leaked since May.",
	},
	{name: "sent from my flat", text: "I am writing\nsent from my flat to your office and back"},
	{
		name: "quoting the letter, then arguing",
		text: "You said\n> we came on 4 May\nYou did not. I was at home all day.",
	},
	{name: "this email is about", text: "Hello.\n\nThis email is about the damp in my son's room. It is black."},
	{name: "if you are not going to mend it", text: "Hello.\n\nIf you are not going to mend it, say so."},
	{
		name: "a dated sentence right above the attribution",
		text: "On 3 November 2026 nobody came.\n" +
			"On Tue, 3 Nov 2026 at 10:15, Complaints <complaints@landlord.example> wrote:\n> Dear",
		want: "On 3 November 2026 nobody came.",
	},
	{name: "a date and a colon", text: "2026-11-03 at 09:00:\nno one came.\n2026-11-04 at 09:00:\nno one came again."},
	{
		name: "a complaint about a notice",
		text: "Your letter was no help.\n\nNotice: the sign on the lift has been up since May.\nWhen will it go?",
	},
	{
		name: "a plea for confidence",
		text: "He shouts at night.\n\nThis email is confidential. Please do not tell my neighbour.",
	},
	{name: "what this email contains", text: "Hello.\n\nThis email contains scanned letters about my property."},
	{name: "a registered provider", text: "Hello.\n\nYou are a registered provider and must mend it."},
	{name: "an arrow", text: "boiler -> broken\n>>> urgent <<<\nplease help"},
}

func TestNewWords(t *testing.T) {
	t.Parallel()
	for _, x := range replyCases {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			text := tidyText(x.text, false)
			want := x.want
			if want == "" {
				want = text
			}
			got := newWords(text, x.subject)
			if strings.Join(foldedLines(got), "\n") != strings.Join(foldedLines(want), "\n") {
				t.Errorf("got:\n%s\n\nwant:\n%s", got, want)
			}
		})
	}
}

func TestNewWordsOfHTML(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ name, html, want string }{
		{
			name: "Gmail",
			html: `<div dir="ltr">Still cold.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On ` +
				`Tue, 3 Nov 2026 at 10:15, Complaints &lt;<a ` +
				`href="mailto:complaints@landlord.example">complaints@landlord.example</a>&gt; ` +
				`wrote:<br></div><blockquote class="gmail_quote" style="border-left:1px solid #ccc">Dear Ms ` +
				`Rahman</blockquote></div>`,
			want: "Still cold.",
		},
		{
			name: "Gmail, answers between the lines",
			html: `<div>Hello</div><div class="gmail_quote"><div class="gmail_attr">On Tue, 3 Nov 2026 at 10:15, C ` +
				`&lt;c@landlord.example&gt; wrote:</div><blockquote class="gmail_quote">Who ` +
				`came?</blockquote><div>Nobody.</div><blockquote class="gmail_quote">When?</blockquote><div>In ` +
				`May.</div></div>`,
			want: "Hello\n> Who came?\nNobody.\n> When?\nIn May.",
		},
		{
			name: "Outlook for Windows",
			html: `<div class=WordSection1><p class=MsoNormal>Not mended.</p><div><div ` +
				`style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p ` +
				`class=MsoNormal><b>From:</b> Complaints<br><b>Sent:</b> 3 November<br><b>To:</b> ` +
				`Asha<br><b>Subject:</b> x</p></div></div><p>Dear Ms Rahman</p></div>`,
			want: "Not mended.",
		},
		{
			name: "Outlook on the web",
			html: `<div>Nobody came.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> ` +
				`Complaints<br><b>Sent:</b> Tuesday<br></div><div>Dear Ms Rahman</div>`,
			want: "Nobody came.",
		},
		{
			name: "Apple Mail",
			html: `<html><head></head><body>Thanks.<br><div><br><blockquote type="cite"><div>On 3 Nov 2026, at ` +
				`10:15, C &lt;c@landlord.example&gt; wrote:</div><br><div>Dear Ms ` +
				`Rahman</div></blockquote></div></body></html>`,
			want: "Thanks.",
		},
		{
			name: "Yahoo",
			html: `<div>I disagree.</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Tuesday, 3 November ` +
				`2026, C &lt;c@landlord.example&gt; wrote:</div><div>Dear</div></div>`,
			want: "I disagree.",
		},
		{
			name: "Thunderbird, answer below",
			html: `<div class="moz-cite-prefix">On 03/11/2026 10:15, C wrote:<br></div><blockquote type="cite">Dear ` +
				`Ms Rahman</blockquote><p>It leaks.</p>`,
			want: "It leaks.",
		},
		{
			name: "a paragraph set in by its writer",
			html: `<p>He said:</p><blockquote style="margin-left:40px">we will come on Friday</blockquote><p>He did ` +
				`not.</p>`,
			want: "He said:\nwe will come on Friday\nHe did not.",
		},
		{
			name: "a hidden line for previews",
			html: `<div style="display:none">preview</div><p>Shown.</p>`,
			want: "Shown.",
		},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			got := newWords(tidyText(htmlText(x.html), true), "")
			if strings.Join(foldedLines(got), "\n") != strings.Join(foldedLines(x.want), "\n") {
				t.Errorf("got:\n%s\n\nwant:\n%s", got, x.want)
			}
		})
	}
}
