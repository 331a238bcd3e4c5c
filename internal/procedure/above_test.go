package procedure_test

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/people"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// TestAComplaintAboutOneOfOurs is for whoever is over them, at both stages, and whoever it is about hears nothing. // 4.3
func TestAComplaintAboutOneOfOurs(t *testing.T) {
	t.Parallel()
	const at, board = "2026-11-23 10:00", "board@landlord.example"
	titles := proceduretest.Rules(t, "hastoe-2020").Register
	under := titles.Areas[reading.AreaRepairs]
	for _, tc := range []struct {
		about, words   string
		board          string
		stage1, stage2 string
		not            []string // who hears nothing of it
	}{
		{"a manager", "I complain about your " + under.Manager.Title + ". He ignores me.", "", director, housing,
			[]string{manager, proceduretest.Deputy}},
		{"a Director", "Your " + under.Director.Title + " shouted at me in my kitchen.", board, chief, board,
			[]string{director, manager, housing}},
		{"a Director, where there is no board", "Your " + under.Director.Title + " shouted at me.", "", chief, "",
			[]string{director, manager, housing}},
		{"the chief executive", "My complaint is about your Chief Executive.", board, board, "", []string{chief, manager}},
		{"the complaints team", "I want to complain about your complaints team.", "", housing, director,
			[]string{team, manager}},
		{"a Director and the chief executive", "Your " + under.Director.Title + " lied to me. Your Chief Executive " +
			"ignored me.", board, board, "", []string{director, chief, manager}},
	} {
		t.Run(tc.about, func(t *testing.T) {
			t.Parallel()
			l := newLife(t, "hastoe-2020")
			if tc.board != "" {
				l.Procedure.Register.Board = people.Contact{Title: "Chair of the board", Email: tc.board}
			}
			l.Open(at, tc.words, aComplaint()).With(tc.stage1)
			holds(t, "the mail to whoever has it", strings.Join(l.Last(letter.ManagerAssigned).Facts.MustDo, " "),
				"nobody under them decides it")
			l.Replies("2026-11-24 10:00", tc.stage1, "RESPOND NOT UPHELD\n"+wordy).
				Says("2026-11-26 10:00", "I want a review.", intent(reading.IntentStage2)).Stands(complaint.Stage2Open).
				With(tc.stage2)
			for _, s := range l.Sent {
				for _, not := range tc.not {
					if s.To.Email == not && letter.Of(s.Letter).To == letter.Staff && !(tc.stage2 == "" && not == team) {
						t.Errorf("%s went to %s, who is not to hear of it", s.Letter, not)
					}
				}
			}
		})
	}
}

// TestADirectorNamedWhenAReviewIsAskedFor does not review it, nor does one who has written the decision into the
// file. // P15, 4.3
func TestADirectorNamedWhenAReviewIsAskedFor(t *testing.T) {
	t.Parallel()
	title := proceduretest.Rules(t, "hastoe-2020").Register.Areas[reading.AreaRepairs].Director.Title
	l := answered(t).Says("2026-12-07 10:00", "Please review this. Your "+title+" shouted at me and decided it, so not by "+
		"her.", intent(reading.IntentStage2)).Stands(complaint.Stage2Open).With(chief)
	same(t, "letters to her", len(l.Case.About), 1)

	l = begun(t).Replies("2026-11-24 10:00", director, "NOTE This is not upheld. Tell her that.").
		Answered("2026-12-04 10:00").
		Says("2026-12-07 10:00", "Please review this.", intent(reading.IntentStage2)).Stands(complaint.Stage2Open)
	if l.Case.Stage2.Handler.Email == director {
		t.Error("the reviewer: got whoever wrote the decision into the file")
	}
}

// TestTheDeskOfACaseAboutTheTeam: what the team decides in other cases, whoever is over it decides here. // 4.3
func TestTheDeskOfACaseAboutTheTeam(t *testing.T) {
	t.Parallel()
	r := unclear()
	l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "I want to complain about your complaints team, and about more "+
		"that I cannot say.", r)
	same(t, "who is asked", l.Last(letter.TeamDecision).To.Email, housing)
	l.Replies("2026-11-24 10:00", team, "ACCEPT").Stands(complaint.Review).
		Replies("2026-11-24 11:00", housing, "ACCEPT").Stands(complaint.Stage1Open)
}
