// Package failpoint lets a test stop the program at a step that it names, fill its disk, turn its clock or make it a
// later version. The program is built with it by
//
//	go build -tags failpoint ./cmd/complaintsd
//
// and obeys five variables of its environment:
//
//	COMPLAINTSD_KILL_AT="3 stored, not decided"   dies, as by a kill, when it comes to that step for the third time
//	COMPLAINTSD_DISK_FULL=FILE                    no transaction that writes begins while FILE exists
//	COMPLAINTSD_CLOCK=FILE                        the clock is ahead by what FILE says ("72h", "-1h"), if it is there
//	COMPLAINTSD_NEWER=1                           it is a later version, whose schema has one step more
//	COMPLAINTSD_VERSION=v2                        it is another version, with the same schema
//
// Without the tag every call is to an empty function and compiles to nothing. The package stands below the store,
// whose transactions hold some of the steps, and imports nothing of ours; the daemon imports it for the steps between
// transactions. What lies on the wire needs no step: there a test's own server kills the program.
package failpoint
