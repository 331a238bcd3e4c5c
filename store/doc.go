// Package store keeps everything complaintsd knows: what arrived, what it was read as, what happened to
// each case, which letters are owed and what became of them. It keeps them in SQLite, one file beside the
// program, or in PostgreSQL, where several daemons share the work; both take the same SQL text.
//
// What arrives is written down before anybody reads it ([Store.SaveArrivals]) and ends in exactly one
// outcome. A decision is one transaction ([Store.Write]): the message's outcome, the events, the case that
// they make and the letters that it owes become true together or not at all. Of two deciders on one case
// one gets [ErrConflict] and decides again on what the other has made of it.
//
// The log of events is the case. Each event's hash covers the hash before it, checkpoints seal the heads of
// all chains together with the letters and the arrivals, and the case itself is only what its events fold
// to: [Store.Verify] proves all of it and [Store.Rebuild] makes the cases anew.
//
// A letter leaves by a lease. [Store.Claim] commits the attempt before anybody dials, and [Store.Record]
// says what came of it; a lease that runs out is a letter in doubt, never a letter forgotten. Every leased
// letter belongs to the Store that claimed it, so that a result which comes too late changes nothing.
//
// Nothing here reads a clock: every instant is passed in. Instants are kept as milliseconds of UTC.
package store
