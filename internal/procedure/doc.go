// Package procedure is a social landlord's complaints procedure: its words, its rules and its letters' reasons,
// and nothing else. It reads no clock, opens no file and sends nothing. Everything it decides, it decides from
// values, so that it can be read by a housing officer, played again, and tested to the day.
//
// # A complaint's life
//
// A message arrives that belongs to no case ([Procedure.Open]). The day it reached our server, in the policy's own
// zone, is day 0, even at one minute to midnight, and no later reading changes it. Danger is looked at first and apart
// from everything else: whoever can act is told in the same minute, day or night, and the resident is told whom to ring
// (L37, M21, M23). Then the message becomes one of four things. A complaint (P1) opens stage 1. A first request for
// service goes to its area the same day with the words that would make it a complaint (E1, L03). A question is passed
// on (L43). Everything else (the other exclusions E2 to E8, a matter that looks too old (P3), any doubt) is asked of a
// person (L02, M14), because a machine refuses nobody. While the person thinks, the acknowledgement's days run; when
// they end without a word, the complaint is open by default.
//
// Stage 1 opens with an acknowledgement within two working days (P5, L01), names the manager responsible for the area
// (P6, M01), asks for the first conversation (P7, P8) and promises a full written answer within fourteen days (P9). Two
// dates run: the limit, which says what is on time, and the target, the working day on or before it, which is what
// residents are told and managers are chased by ([StagePolicy.Dates]). Clocks never pause. A manager who needs longer
// says so before the date, with a reason and a new working day (P10, L21; M18 says why not). A silent one is reminded
// before, on and after the date; then the Director hears of it, and the resident is told that the date was missed and
// when we will write again (3.3, L22). A policy may have us try to put it right before stage 1 (1.4, L45, M31): then
// stage 1 begins when the resident is not content, and by itself on the last day for that. A matter may be settled
// early: the resident is asked, and one NO keeps it open (1.4, L24). Only an answer, a withdrawal in clear words, a
// settlement the resident did not deny, or the complaints team's word that it is a duplicate ends an open stage.
//
// The answer says how to ask for stage 2 and until when (P11, L23): twenty-one days from the day it was sent, not read,
// rolled on to a working day (P12). A letter that came back was not sent, and one that has to be posted counts from the
// post. Whoever asks in time gets a review; reasons are welcome and never needed (P13). A late request is a person's to
// decide, with what speaks for it. New matters become a case of their own, with its own clock (P16, L29).
//
// Stage 2 is acknowledged within two working days (P14, L26) and belongs to a Director who had no part in stage 1 (P15,
// M10), who speaks with the resident unless the resident would rather not (P17), and answers within twenty-one days
// (P18), or says before then how much longer it takes (P19, L30). That answer is our last word (L32) and says who
// outside can look at it now (P20, P21, L33). What was promised is chased until it is done, at whatever stage it was
// promised (M27). A closed case lets its resident back in: nobody is turned away twice.
//
// # How it is built
//
// Three tables are the product. What may happen where a case stands: [Procedure.Open], [Procedure.Receive],
// [Procedure.Command], [Procedure.Accepted], [Procedure.NotDelivered], [Procedure.Sweep] (3.2, 3.4, 3.5).
// Which reminder comes when: reminders.go and schedule.go (3.3). Which letter carries which facts: letters.go (3.6,
// 3.7). Each method returns a [Decision]: events, the letters they order, and why in words. [Case.Apply] folds an event
// into the case and nothing else changes one, so that the log of events is the case. [Procedure.Duties] says what is
// owed and [Procedure.NextDue] when to look again.
//
// P1 to P21 (1.2), E1 to E8 (1.3) and the numbered sections are the headings of rules.md ([Rules]), which says the
// same for a housing officer. A test holds that each of them is cited by code and by a test, and that nothing else is.
package procedure
