package store

// Shared reports whether other daemons may work on this database at the same time, so that jobs for one daemon
// need a [Store.Lease].
func (s *Store) Shared() bool { return s.engine == postgres }
