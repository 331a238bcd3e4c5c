// Package classifier says what a message is under the policy's scope, why, and how sure it is, so that no resident with
// a complaint is turned away by a machine and nobody is asked twice.
//
// A message passes a series of steps; the first that is certain answers (decide.go). Headers say what is automated. The
// body is cleaned of quoted history (clean.go) and cut into words (internal/words). Flags are looked for on all of it,
// whatever else is decided (flags.go). The sender's case narrows what is possible (read.go). Then three voices speak
// independently: rules that find words for and against each clause of the policy (rules.go, phrase.go,
// data/rules.yaml), a reader of British dates (package dates) that knows when it happened (age.go), and a linear model
// over words, letters and word meanings (internal/linear), fitted to the messages in data/train by package train. The
// decision table joins them: doubt opens a case or asks a person, and automatic refusal needs rules and model to name
// the same exclusion with nothing in the message speaking of a failure.
//
// What the words say plainly, and decides something by itself, stands in Reading.Says (says.go, data/says.yaml): an
// answer to what a letter of ours asked, a condition, a need. Of a message in a case the reader is told what that is
// about (case.go, topic.go). A reading is made once and never changed: the desk says who wrote and where it belongs,
// the procedure what follows.
//
// The package uses no network and keeps no state between messages. An Adviser, if there is one, is asked at the end and
// can only widen; how it is reached is its own affair (internal/adviser). Rules, model and word vectors are embedded,
// and an administrator's overlay can change them, which is checked before it takes effect (lint.go, replay.go).
package classifier
