package reply_test

import (
	"testing"

	"complaints/internal/reply"
)

// TestSignatures: what somebody puts under everything they write is no part of it, from the first mail on.
func TestSignatures(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, want string }{
		"sign-off, name, title, numbers": {"EXTEND 18/12/2026 the frost\n\nKind regards\nDave Pearson\nRepairs " +
			"Manager | Example Homes\nT: 01632 960555 | M: 07700 " +
			"900555\nwww.landlord.example", "EXTEND 18/12/2026 the frost"},
		"name alone": {"Spoke to her.\n\nDave", "Spoke to her."},
		"initial":    {"Spoke to her.\nD", "Spoke to her."},
		"no sign-off": {"Waiting for the survey\n\nDave Pearson\nRepairs Manager\n07700 " +
			"900555", "Waiting for the survey"},
		"sign-off and name on one line": {"Plumber booked.\n\nThanks, Dave", "Plumber booked."},
		"working days": {"All done.\n\nMany thanks,\n\nDave\n\nDave Pearson MCIOB | Repairs " +
			"Manager\nExample House, 1 High Street\nMy working days are Monday to Thursday", "All done."},
		"initial and surname": {"All done.\n\nRegards,\nD. Pearson\nTel 01632 960555\nGet Outlook for " +
			"Android", "All done."},
		"a postscript stays": {"All done.\n\nCheers\nDave\nP.S. Jo - did you see the " +
			"rugby?", "All done.\n\nCheers\nDave\nP.S. Jo - did you see the rugby?"},
		"thanks to somebody": {"Thanks to Kev for going.\nPlumber booked.", "Thanks to Kev for " +
			"going.\nPlumber booked."},
		"a sentence below": {"Kind regards to Jo.\nShe will ring you on 01632 960999 on Friday, " +
			"please be in.", "Kind regards to Jo.\nShe will ring you on 01632 960999 on Friday, please be in."},
		"only a sign-off": {"Thanks", "Thanks"},
		"a list below an answer": {"We will do this:\n- mend the pipe\n- paint the " +
			"ceiling", "We will do this:\n- mend the pipe\n- paint the ceiling"},
		"a program's line alone": {"EXTEND 18/12/2026 the frost\n\nSent from my Galaxy", "EXTEND 18/12/2026 the frost"},
		"a program's line above the name": {"EXTEND 18/12/2026 the frost\nSent from Yahoo Mail on Android\nDave " +
			"Pearson, 0044 7700 900111", "EXTEND 18/12/2026 the frost"},
		"Welsh, two tongues, a legal note": {"The frost\n\nCofion / Regards\n\nDave Pearson BSc (Hons)\nRheolwr / " +
			"Repairs Manager\n" +
			"☎ 01632 960111\n\nThe contents of this e-mail are private. If you are not the addressee please " +
			"delete it.\n" +
			"Peidiwch ag argraffu hwn.", "The frost"},
		"hours and pronouns": {"All done.\n\nYours sincerely,\n\nDave Pearson\nRepairs Manager\nm: " +
			"07700-900-111\nPronouns: he/him\n" +
			"Please note I work compressed hours and am not in on Fridays.", "All done."},
		"twice, the second in capitals": {"All done.\n\nThanks\nDave\n\n\nDAVE PEARSON\nREPAIRS MANAGER\nDDI " +
			"01632 960111\n" +
			"Out of hours 0300 000 0000\n\nFollow us: Facebook | LinkedIn\nExample Homes, registered in Wales no " +
			"12345", "All done."},
		"a program's line and the house's": {"Door rehung.\n\nSent from Outlook for iOS\nExample Homes is " +
			"committed to safeguarding.",
			"Door rehung."},
		"name and number on one line": {"Door rehung, she is content\nD Pearson 07700900111", "Door rehung, she " +
			"is content"},
		"an answer about confidence": {"We are sorry.\n\nThe contents of your file are private and were not " +
			"shown to anybody.", "We are sorry.\n\nThe contents of your file are private and were not shown to " +
			"anybody."},
		"a name that is no signature": {"The plumber is\nDave who was there on Monday and on Tuesday, he " +
			"says", "The plumber is\nDave who was there on Monday and on Tuesday, he says"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := reply.CutSignature(tc.text, dave); got != tc.want {
				t.Errorf("left: got %q, want %q", got, tc.want)
			}
		})
	}
}
