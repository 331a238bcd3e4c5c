// Package proceduretest plays one case through the procedure, for tests that read like the file of a case.
//
// A resident complains, people write, days pass; after each step the test says which letters left in that minute and
// where the case stands:
//
//	l := proceduretest.New(t, "hastoe-2020").Complain("2026-11-23 10:00")
//	l.Got("2026-11-23 10:00", "stage1-acknowledgement to asha", "manager-assigned to repairs.manager")
//	l.Replies("2026-12-04 10:00", proceduretest.Manager, "EXTEND 18/12/2026 waiting for the CCTV survey")
//	l.Got("2026-12-04 10:00", "stage1-extension to asha", "extension-noted to repairs.manager")
//
// How to read such a test: a letter has the name of its template, so the folder templates shows what it says. Its
// reader is the part of the address before the @, or the telephone number. A moment is written as UTC, which in winter
// is the time on the office's clock and in summer an hour behind it. Between two moments everything happens that the
// procedure makes due: reminders go out, stages open, cases close. What a message is read as is given beside it,
// because reading is not what such a test is about; the plain facts in its words, such as a YES, are the classifier's.
package proceduretest
