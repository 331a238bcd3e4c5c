// Package classifier says what a message is under the policy's scope, why, and how sure it is, so
// that no resident with a complaint is turned away by a machine and nobody is asked twice.
//
// A message goes down a ladder; the first step that is certain answers (decide.go). Headers say what
// is automated. The body is cleaned of quoted history and cut into words (clean.go, text.go). Flags
// are looked for on all of it, whatever else is decided (flags.go). The sender's case narrows what is
// possible (read.go). Then three voices speak independently: rules that find words for and against
// each clause of the policy (rules.go, phrase.go, data/rules.yaml), a reader of British dates that
// knows when it happened (dates.go, age.go), and a linear model over words, letters and word
// meanings (model.go, features.go, vectors.go) trained on the messages in data/train (train.go). The
// decision table joins them: doubt opens a case or asks a person, and automatic refusal needs rules
// and model to name the same exclusion with nothing in the message speaking of a failure.
//
// The package does no network and keeps no state. Everything it knows is embedded and can be changed
// by an administrator's overlay, which is checked before it takes effect (lint.go, replay.go).
package classifier
