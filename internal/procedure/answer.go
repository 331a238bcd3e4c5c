package procedure

import (
	"fmt"
	"slices"
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/policy"
)

// The full written answer, and more time for it (P9, P10, P18, P19).

// respond sends the full written answer (P9, P18).
func (r *staffReply) respond() {
	if n := len([]rune(r.cmd.Text)); n < r.Settings.AnswerMinLength {
		r.help(fmt.Sprintf("The answer is too short to be a full written answer: %d characters, and it needs at "+
			"least %d. Say what you found, why, and what will happen now.", n, r.Settings.AnswerMinLength))
		return
	}
	findings, outcome, problem := r.Case.Findings(r.cmd.Outcome, r.cmd.Findings)
	if problem != "" {
		r.help(problem)
		return
	}
	if len(r.cmd.Findings) > 0 && !r.Case.Definition.Confirmed() { // who decides each has said what they are
		r.record(r.by(), "The answer decides each issue, which confirms what they are.",
			complaint.Defined{Issues: r.Case.Issues, Wants: r.Case.OutcomeSought})
	}
	id := answerLetter(r.draft)
	if r.Case.Status == complaint.InformalOpen {
		r.answerInformal()
	}
	r.record(r.by(), "The full answer was given: "+string(outcome)+".", complaint.Responded{
		Stage: r.stage, Decision: outcome, Findings: findings, Answer: r.cmd.Text, Remedy: r.cmd.Remedy,
		Actions: r.cmd.Actions, Enclosed: r.cmd.Enclosed,
		RootCause: r.cmd.RootCause, Learning: r.cmd.Learning, Improvement: r.cmd.Improvement,
	})
	r.toResident(id, ofAnswer(r.draft, id))
	r.receipt("Your answer goes to the resident: " + string(outcome) + "." + r.asAWhole(findings) +
		r.missingRemedy(outcome) + r.withIt())
}

// answerLetter is the letter that brings an answer of the current stage: that of stage 2 where it ends our procedure.
func answerLetter(d *draft) letter.ID {
	_, n := d.Case.Current()
	if _, more := d.Policy.Stage(n + 1); n == 2 || !more {
		return letter.Stage2FinalResponse
	}
	return letter.Stage1Response
}

// ofAnswer fills in what a letter with an answer says beside it: the last day to ask for a review, and who outside
// helps.
func ofAnswer(d *draft, id letter.ID) func(*order.Facts) {
	kind := "stage1_response"
	if id == letter.Stage2FinalResponse {
		kind = "final_response"
	}
	return func(f *order.Facts) {
		signpost(d, kind)(f)
		f.WindowLast = windowOf(d, id, notBefore(d, letter.Of(id)))
		f.External.Show = f.External.Show || id == letter.Stage2FinalResponse
	}
}

// withIt says which files of a reply go with the answer, and which stay here and why; "" if none came.
func (r *staffReply) withIt() (words string) {
	if names := namesOf(r.cmd.Enclosed); len(names) > 0 {
		words = " With it goes " + strings.Join(names, ", ") + "."
	}
	for _, s := range r.cmd.Stays {
		words += " " + s
	}
	return words
}

// namesOf are the names of files, as a letter says them.
func namesOf(files []message.Enclosure) (names []string) {
	for _, f := range files {
		names = append(names, f.Name)
	}
	return names
}

// asAWhole says that an answer decides no line of the complaint by itself, because nobody has confirmed the lines.
func (r *staffReply) asAWhole(findings []complaint.Finding) string {
	if len(findings) > 0 || r.stage == 2 || len(r.Case.Matters()) < 2 {
		return ""
	}
	return " It goes as a whole: nobody has confirmed what the complaint is about, so no part of it is called upheld or " +
		"not."
}

// missingRemedy asks for what puts it right, where the policy wants an answer to say that and this one does not (Code
// 6.9).
func (r *staffReply) missingRemedy(outcome complaint.Outcome) string {
	sp, _ := r.Policy.Stage(r.stage)
	if outcome == complaint.NotUpheld || r.cmd.Remedy != "" || len(r.cmd.Actions) > 0 ||
		!slices.Contains(sp.Response.Must, policy.MustRemedy) {
		return ""
	}
	return " You upheld it and named no remedy. Our policy asks that the answer says what puts it right. If your " +
		"words do not say it, tell the complaints team, who can send a corrected answer."
}
