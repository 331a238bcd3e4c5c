package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
)

var manCommand = command{
	name:    "man",
	usage:   "",
	summary: "the manual page, for man to show",
	help: `Prints one page in the form of mdoc, made from the same table as every --help.

Examples:
  complaintsd man > /usr/local/share/man/man1/complaintsd.1
  complaintsd man | man -l -`,
	run: runMan,
}

func runMan(ctx context.Context, t *terminal, fs *flags, args []string) error {
	if err := fs.none(args); err != nil {
		return err
	}
	_, err := io.WriteString(t.Out, manual(ctx, t))
	return err
}

// manual is complaintsd(1), in mdoc.
func manual(ctx context.Context, t *terminal) string {
	var page strings.Builder
	say := func(lines ...string) { page.WriteString(strings.Join(lines, "\n") + "\n") }
	say(".Dd $Mdocdate$", ".Dt COMPLAINTSD 1", ".Os", ".Sh NAME", ".Nm complaintsd",
		".Nd runs a landlord's complaints procedure from its mailbox and its text number", ".Sh SYNOPSIS", ".Nm",
		".Ar command", ".Op Ar argument ...", ".Sh DESCRIPTION",
		"Each command prints its results on standard output and everything else on standard error.",
		"The commands are:", ".Bl -tag -width Ds")
	for _, c := range t.commands {
		say(".It Nm complaintsd Cm "+roff(c.name)+" "+roff(c.usage), roff(sentence(c.summary)))
		say(".Bd -literal -offset indent", roff(strings.TrimSpace(c.help)), ".Ed")
		definedBy(ctx, t, c).VisitAll(func(f *flag.Flag) {
			value, what := flag.UnquoteUsage(f)
			argument := ""
			if value != "" {
				argument = " Ar " + roff(value)
			}
			say(".Pp", ".Fl -"+roff(f.Name)+argument, "\\(em", roff(what)+".")
		})
	}
	say(".El", ".Sh ENVIRONMENT", ".Bl -tag -width Ds", ".It Ev COMPLAINTSD_CONFIG",
		"The configuration, where no", ".Fl -config", "is given.", ".El", ".Sh EXIT STATUS",
		"0 on success, 1 on failure and 2 on wrong usage.")
	return page.String()
}

// definedBy is what a command defines: it is asked for its help, which it answers before it does anything.
func definedBy(ctx context.Context, t *terminal, c command) *flags {
	fs := &flags{flag.NewFlagSet("complaintsd "+c.name, flag.ContinueOnError)}
	fs.SetOutput(io.Discard)
	quiet := &terminal{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard, commands: t.commands}
	if err := c.run(ctx, quiet, fs, []string{"--help"}); err == nil {
		panic(fmt.Sprintf("complaintsd %s --help did something", c.name))
	}
	return fs
}

// sentence begins with a capital and ends with a full stop.
func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] + "." }

// roff escapes what a manual page would take for an order.
func roff(s string) string {
	s = strings.ReplaceAll(s, `\`, `\e`)
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
