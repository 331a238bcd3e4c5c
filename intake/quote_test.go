package intake

import (
	"strings"
	"testing"
)

// replyCases are replies as mail programs write them. An empty want means that everything stays.
var replyCases = []struct{ name, subject, text, want string }{
	{"Gmail", "", "The boiler is off again.\n\nOn Tue, 3 Nov 2026 at 10:15, Complaints Team <complaints@landlord.example> wrote:\n\n> Dear Ms Rahman,\n>\n> Thank you for your complaint.\n", "The boiler is off again."},
	{"Gmail, attribution over two lines", "", "Still leaking.\n\nOn Tue, 3 Nov 2026 at 10:15, The Complaints Team of the Landlord <\ncomplaints@landlord.example> wrote:\n\n> Dear Ms Rahman,\n", "Still leaking."},
	{"Outlook for Windows", "", "Please see below.\n\nRegards\nAsha\n\n________________________________\nFrom: Complaints <complaints@landlord.example>\nSent: 03 November 2026 10:15\nTo: Asha Rahman\nSubject: Your complaint HC-2026-000123\n\nDear Ms Rahman,\n", "Please see below.\n\nRegards\nAsha"},
	{"Outlook, labels in bold", "", "Not good enough.\n\n*From:* Complaints\n*Sent:* 03 November 2026\n*To:* Asha\n*Subject:* Your complaint\n\nDear Ms Rahman\n", "Not good enough."},
	{"older Outlook", "", "No answer yet.\n\n-----Original Message-----\nFrom: Complaints\nSent: Tuesday\nTo: Asha\nSubject: x\n\nDear", "No answer yet."},
	{"iPhone", "", "Thank you\n\nSent from my iPhone\n\n> On 3 Nov 2026, at 10:15, Complaints <complaints@landlord.example> wrote:\n> \n> Dear Ms Rahman", "Thank you"},
	{"iPhone without bars", "", "It came back\n\nOn 3 Nov 2026, at 10:15, Complaints <complaints@landlord.example> wrote:\n\nDear Ms Rahman,\nThank you.", "It came back"},
	{"Samsung", "", "Nobody came today.\n\n\nSent from my Galaxy\n\n\n-------- Original message --------\nFrom: Complaints <complaints@landlord.example>\nDate: 03/11/2026 10:15 (GMT+00:00)\nTo: Asha\nSubject: Your complaint\n\nDear Ms Rahman", "Nobody came today."},
	{"Yahoo", "", "I am not happy.\n\nSent from Yahoo Mail: Search, organise, conquer\n\nOn Tuesday, 3 November 2026 at 10:15:00 GMT, Complaints <complaints@landlord.example> wrote:\n\nDear Ms Rahman", "I am not happy."},
	{"Zoho", "", "Reply.\n\n---- On Tue, 03 Nov 2026 10:15:00 +0000 Complaints <complaints@landlord.example> wrote ----\n\nDear", "Reply."},
	{"German", "", "Danke.\n\nAm Di., 3. Nov. 2026 um 10:15 Uhr schrieb Complaints <complaints@landlord.example>:\n\n> Dear", "Danke."},
	{"French", "", "Merci.\n\nLe mar. 3 nov. 2026 à 10:15, Complaints <complaints@landlord.example> a écrit :\n\n> Dear", "Merci."},
	{"Polish", "", "Dziękuję.\n\nwt., 3 lis 2026 o 10:15 Complaints <complaints@landlord.example> napisał(a):\n\n> Dear", "Dziękuję."},
	{"Romanian", "", "Multumesc.\n\nPe mar., 3 nov. 2026 la 10:15, Complaints <complaints@landlord.example> a scris:\n\n> Dear", "Multumesc."},
	{"Finnish", "", "Kiitos.\n\nti 3. marraskuuta 2026 klo 10.15 Complaints (complaints@landlord.example) kirjoitti:\n\n> Dear", "Kiitos."},
	{"Japanese, no verb", "", "ありがとう\n\n2026年11月3日(火) 10:15 Complaints <complaints@landlord.example>:\n\n> Dear", "ありがとう"},
	{"Gmail with the offset", "", "Thanks\n\n2026-11-03 10:15 GMT+00:00 Complaints Team\n\nDear Ms Rahman", "Thanks"},
	{"Hungarian title", "", "Igen\n\n----- Eredeti üzenet -----\nFrom: Complaints\nDate: 2026\n\nDear", "Igen"},
	{"Chinese", "", "谢谢\n\n在 2026年11月3日，上午10:15，Complaints <complaints@landlord.example> 写道：\n\n> Dear", "谢谢"},
	{"answers between the lines", "", "Hello,\n\nOn Tue, 3 Nov 2026 at 10:15, Complaints <complaints@landlord.example> wrote:\n\n> When did it start?\nIn March.\n> Who came?\nNobody.\n", "Hello,\n\n> When did it start?\nIn March.\n> Who came?\nNobody."},
	{"answers between the lines, old mail first", "", "On Tue, 3 Nov 2026 at 10:15, Complaints <complaints@landlord.example> wrote:\n> When did it start?\nIn March.\n> Who came?\nNobody.\n", "> When did it start?\nIn March.\n> Who came?\nNobody."},
	{"answer below the old mail", "", "On Tue, 3 Nov 2026 at 10:15, Complaints <complaints@landlord.example> wrote:\n> Dear Ms Rahman,\n> Thank you.\n\nIt is still leaking.\n", "It is still leaking."},
	{"answers in red", "", "My answers are in red below.\n\nOn Tue, 3 Nov 2026 at 10:15, Complaints <complaints@landlord.example> wrote:\nWhen did it start? In March.\n", ""},
	{"comments inline", "", "See my comments in-line.\n\n-----Original Message-----\nFrom: a\nSent: b\nTo: c\n\nDid it work? NO", ""},
	{"only history", "", "On Tue, 3 Nov 2026 at 10:15, Complaints <complaints@landlord.example> wrote:\n> Dear Ms Rahman\n", ""},
	{"forwarded by staff", "FW: leak", "Please log this.\n\nFrom: Asha\nSent: Monday\nTo: Repairs\nSubject: leak\n\nMy ceiling is coming down.", ""},
	{"forwarded in Gmail", "Fwd: leak", "---------- Forwarded message ---------\nFrom: Asha\nDate: Monday\nSubject: leak\nTo: Repairs\n\nMy ceiling is coming down.", ""},
	{"forwarded by Apple Mail", "Fwd: leak", "Please log this.\n\nBegin forwarded message:\n\n> From: Asha <asha@example.org>\n> Subject: leak\n>\n> My ceiling is coming down.", ""},
	{"forwarded, with a signature above", "FW: leak", "Please log this.\n\n-- \nJo Bloggs\nRepairs\n\n---------- Forwarded message ---------\nFrom: Asha\n\nMy ceiling is coming down.", "Please log this.\n\n---------- Forwarded message ---------\nFrom: Asha\n\nMy ceiling is coming down."},
	{"a reply to what was forwarded", "Re: Fwd: leak", "Done.\n\nOn Tue, 3 Nov 2026 at 10:15, Jo <jo@landlord.example> wrote:\n> ---------- Forwarded message ---------\n> From: Asha\n> My ceiling is coming down.", "Done."},
	{"signature", "", "Please call me.\n\n-- \nAsha Rahman\n12 Mill Lane\n07700 900123", "Please call me."},
	{"signature, its blank lost on the way", "", "Please call me.\n\n--\nAsha Rahman\nFlat 3", "Please call me."},
	{"dashes between two matters", "", "The boiler is off.\n--\nAnd then there is the matter of the window that nobody has come to mend since last winter.\nIt is still broken and the rain comes in every single time the wind blows from the west.\nI have asked three times now and each time was told somebody would ring me back.", ""},
	{"dashes before a list", "", "These are my problems:\n--\nNo heating\nNo hot water\nMould in the bedroom", ""},
	{"signature with a greeting", "", "Please call me.\n--\nKind regards\nasha", "Please call me."},
	{"legal note", "", "Please see attached.\n\nThis email and any attachments are confidential and intended solely for the addressee. If you are not the intended recipient please delete it.", "Please see attached."},
	{"company details", "", "I will attend on Friday.\n\nLandlord Limited is registered in England and Wales no. 1234567.", "I will attend on Friday."},
	{"virus scanner", "", "Two photos attached.\n\nVirus-free. www.avg.com", "Two photos attached."},
	{"banner of the mail server", "", "CAUTION: This email originated from outside of the organisation. Do not click links.\n\nMy ceiling leaks.", "My ceiling leaks."},
	{"Outlook's note on strangers", "", "You don't often get email from asha@example.org. Learn why this is important\n\nMy ceiling leaks.", "My ceiling leaks."},
	{"reply above this line", "", "It is not mended.\n\n##- Please type your reply above this line -##\nYour case was updated", "It is not mended."},
	{"Outlook on a phone", "", "No.\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Complaints\nSent: Tuesday\nTo: Asha\nSubject: x\n", "No."},
	{"a bullet list in the middle", "", "Three things:\n- the leak\n- the damp\n- the noise\nPlease act.", ""},

	// What people write that only looks like an old mail.
	{"a list that begins like a copied header", "", "Nobody came.\nFrom: March to June we had no heating.\nSent: a letter in May, no answer.\nTo: whom should I write?", ""},
	{"a sentence about what a man wrote", "", "On Monday the man wrote: we will be back on Friday.\nHe never came.", ""},
	{"a sentence that ends in wrote", "", "On 12 October 2026 at 14:00 your officer wrote:\nwe will mend it on Friday.\nNobody came and I am still cold.", ""},
	{"a sentence that ends in wrote, and ends the mail", "", "The letter is attached.\nOn 12 October 2026 at 14:00 your officer wrote:", ""},
	{"a period of time", "", "From: March to June no heating.\nTo: you, who did nothing.\nI want this answered.", ""},
	{"from and to in a table of events", "", "From: 3 March\nto: 9 June\nThe lift was out of order.\nPlease answer.", ""},
	{"a line of dashes between paragraphs", "", "First the boiler.\n\n----------\n\nThen the roof, which has leaked since May.", ""},
	{"sent from my flat", "", "I am writing\nsent from my flat to your office and back", ""},
	{"quoting the letter, then arguing", "", "You said\n> we came on 4 May\nYou did not. I was at home all day.", ""},
	{"this email is about", "", "Hello.\n\nThis email is about the damp in my son's room. It is black.", ""},
	{"if you are not going to mend it", "", "Hello.\n\nIf you are not going to mend it, say so.", ""},
	{"a dated sentence right above the attribution", "", "On 3 November 2026 nobody came.\nOn Tue, 3 Nov 2026 at 10:15, Complaints <complaints@landlord.example> wrote:\n> Dear", "On 3 November 2026 nobody came."},
	{"a date and a colon", "", "2026-11-03 at 09:00:\nno one came.\n2026-11-04 at 09:00:\nno one came again.", ""},
	{"a complaint about a notice", "", "Your letter was no help.\n\nNotice: the sign on the lift has been up since May.\nWhen will it go?", ""},
	{"a plea for confidence", "", "He shouts at night.\n\nThis email is confidential. Please do not tell my neighbour.", ""},
	{"what this email contains", "", "Hello.\n\nThis email contains scanned letters about my property.", ""},
	{"a registered provider", "", "Hello.\n\nYou are a registered provider and must mend it.", ""},
	{"an arrow", "", "boiler -> broken\n>>> urgent <<<\nplease help", ""},
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
		{"Gmail", `<div dir="ltr">Still cold.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Tue, 3 Nov 2026 at 10:15, Complaints &lt;<a href="mailto:complaints@landlord.example">complaints@landlord.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="border-left:1px solid #ccc">Dear Ms Rahman</blockquote></div>`, "Still cold."},
		{"Gmail, answers between the lines", `<div>Hello</div><div class="gmail_quote"><div class="gmail_attr">On Tue, 3 Nov 2026 at 10:15, C &lt;c@landlord.example&gt; wrote:</div><blockquote class="gmail_quote">Who came?</blockquote><div>Nobody.</div><blockquote class="gmail_quote">When?</blockquote><div>In May.</div></div>`, "Hello\n> Who came?\nNobody.\n> When?\nIn May."},
		{"Outlook for Windows", `<div class=WordSection1><p class=MsoNormal>Not mended.</p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>From:</b> Complaints<br><b>Sent:</b> 3 November<br><b>To:</b> Asha<br><b>Subject:</b> x</p></div></div><p>Dear Ms Rahman</p></div>`, "Not mended."},
		{"Outlook on the web", `<div>Nobody came.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Complaints<br><b>Sent:</b> Tuesday<br></div><div>Dear Ms Rahman</div>`, "Nobody came."},
		{"Apple Mail", `<html><head></head><body>Thanks.<br><div><br><blockquote type="cite"><div>On 3 Nov 2026, at 10:15, C &lt;c@landlord.example&gt; wrote:</div><br><div>Dear Ms Rahman</div></blockquote></div></body></html>`, "Thanks."},
		{"Yahoo", `<div>I disagree.</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Tuesday, 3 November 2026, C &lt;c@landlord.example&gt; wrote:</div><div>Dear</div></div>`, "I disagree."},
		{"Thunderbird, answer below", `<div class="moz-cite-prefix">On 03/11/2026 10:15, C wrote:<br></div><blockquote type="cite">Dear Ms Rahman</blockquote><p>It leaks.</p>`, "It leaks."},
		{"a paragraph set in by its writer", `<p>He said:</p><blockquote style="margin-left:40px">we will come on Friday</blockquote><p>He did not.</p>`, "He said:\nwe will come on Friday\nHe did not."},
		{"a hidden line for previews", `<div style="display:none">preview</div><p>Shown.</p>`, "Shown."},
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
