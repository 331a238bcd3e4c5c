package main

import (
	"context"

	"complaints/internal/demo"
)

var demoCommand = command{
	name:    "demo",
	usage:   "[--letters FOLDER]",
	summary: "shows it all at work, with nothing to set up",
	help: `
Starts a mailbox, a mail server and a text service on this machine, lets four residents and their managers live
through a complaint on a fast clock, and tells what happens. It takes a few seconds and leaves the letters in a
folder to look at.

Examples:
  complaintsd demo
  complaintsd demo --letters /tmp/letters`,
	run: func(ctx context.Context, t *terminal, fs *flags, args []string) error {
		folder := fs.String("letters", "demo-letters", "`folder` that the letters are left in")
		if rest, err := fs.parse(args); err != nil {
			return err
		} else if len(rest) > 0 {
			return usagef("%q is not expected here", rest[0])
		}
		return demo.Run(ctx, t.Out, *folder)
	},
}
