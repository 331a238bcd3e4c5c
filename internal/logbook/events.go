package logbook

import (
	"maps"
	"slices"
)

// Event is the name of what a sentence of the log tells; "" if it has none. What happens to a case is named by the
// event that is recorded on it.
func Event(sentence string) string { return events[sentence] }

// events names what each sentence of the log tells. A test holds that none is missing.
var events = map[string]string{
	// reading
	"the whole mailbox is read again":                                             "mailbox_reread",
	"mails were moved or deleted by somebody before they were seen":               "mails_unseen",
	"the mail server does not keep our keyword":                                   "keyword_not_kept",
	"mail without our keyword is handed over again":                               "mails_handed_over_again",
	"the mail server says OK and hands over nothing: the mail is asked for again": "mail_withheld",
	"a mail was moved or deleted by somebody before it could be read":             "mail_unseen",
	"a mail cannot be fetched and goes to quarantine empty":                       "mail_unfetchable",
	"mailbox is read again":                                                       "mailbox_well",
	"mailbox cannot be read":                                                      "mailbox_failing",
	"a text message could not be stored":                                          "text_not_stored",
	"calls to a text address were refused":                                        "webhook_refused",
	"a report on a text message could not be stored":                              "text_report_not_stored",
	"a picture of a text could not be fetched and is tried again":                 "picture_put_off",
	"a picture of a text is given up":                                             "picture_given_up",
	"the junk folder could not be looked through":                                 "junk_failing",
	"nothing of this mailbox is taken in, and nobody is written to":               "mailbox_held",
	"whether the mailbox has a past cannot be seen, and is looked at again":       "mailbox_past_unknown",

	// deciding
	"a message was decided on":                                       "message_decided",
	"reading a message failed":                                       "message_read_panic",
	"deciding a message failed":                                      "message_decide_panic",
	"a message could not be decided and waits for a person":          "message_quarantined",
	"messages from before the start are not decided yet":             "messages_undecided",
	"a case could not be decided and is tried again in an hour":      "case_undecided",
	"a danger could not be told with the others":                     "danger_not_joined",
	"the alerts cannot be written together and go one by one":        "alerts_apart",
	"a colleague's mailbox seems to answer receipts, so it has none": "receipts_stopped",
	"cases would have been looked at later than they owe something":  "wakes_mended",
	"PDF files are left to a person":                                 "pdf_unread",
	"a job failed":                                                   "job_panic",
	"a job failed and is tried again at its next time":               "job_failed",
	"nothing that time makes due has been looked at for minutes":     "sweeps_silent",
	"the clock is not believed yet":                                  "clock_unsure",
	"what is owed could not be counted, and is counted again":        "census_failed",
	"something the daemon does besides could not be done":            "chore_failed",

	// sending
	"letters leave again":                                      "letters_leave",
	"letters cannot leave and are kept":                        "letters_stuck",
	"the complaints team's mailbox does not take our letters":  "team_mailbox_refuses",
	"a delivery report names no letter of ours":                "delivery_report_unknown",
	"what was sent could not be noted":                         "sent_not_noted",
	"the notes of what was sent could not be shortened":        "notes_not_shortened",
	"letters that were sent before a daemon died are recorded": "sent_recorded_late",
	"alerts.url could not be told and is tried again":          "alerts_url_failing",
	"that alerts.url was told cannot be kept":                  "alerts_url_not_kept",
	"monitor.heartbeat could not be called":                    "heartbeat_failing",
	"monitor.listen: nobody can see how the daemon fares":      "monitor_not_listening",

	// the configuration
	"the configuration":                                                 "config_warning",
	"the policy departs from the law in force":                          "policy_departs",
	"the configuration was read anew":                                   "config_refused",
	"the configuration was read anew and is in force":                   "config_reloaded",
	"this of the configuration counts only after another start":         "config_waits_for_start",
	"a date has moved":                                                  "date_moved",
	"a file with a secret has changed, and is read again":               "secret_reread",
	"there is a new table of bank holidays":                             "holidays_refused",
	"a new table of bank holidays is in force":                          "holidays_reloaded",
	"a letter of your own is not in force, the one before it is":        "letter_not_in_force",
	"whether letters were published cannot be read, and is asked again": "letters_unknown",
	"letters were published":                                            "letters_refused",
	"the letters that were published are in force":                      "letters_reloaded",
	"this of the configuration would move dates, and is not in force: put it right, or run " +
		"\"complaintsd policy adopt\"": "dating_waits",
	"what sets dates cannot be read, and is read again": "dating_unknown",
	"something else sets dates now":                     "dating_refused",
	"what was adopted is in force":                      "dating_adopted",
	"this database keeps from now on what sets dates, and the dates of its cases were last counted by something " +
		"else: they stand. \"complaintsd policy adopt\" shows which would move": "dating_begun",

	// the daemon and its database
	"systemd could not be told":                            "systemd_failing",
	"starting":                                             "starting",
	"complaintsd is running":                               "running",
	"complaintsd is stopping":                              "stopping",
	"room on the disk of the database":                     "disk",
	"this daemon takes over":                               "job_taken",
	"this daemon has stopped":                              "job_left",
	"the other daemons cannot be told that this one lives": "heartbeat_not_stored",
	"another daemon has died; its letters are taken over":  "daemon_died",
	"the restored database has caught up: look at \"complaintsd restore --held\"": "restore_caught_up",
	"the database is not sealed": "seal_failing",
	"the database is sealed":     "sealed",
	"keep a copy of the key that seals the database in the safe, apart from its backups": "seal_made",
	"what is written cannot be proved":                                                   "seal_missing",
}

// Sentences are all that have a name.
func Sentences() []string { return slices.Collect(maps.Keys(events)) }
