// Command complaintsd runs a social landlord's complaints procedure from its mailbox and its text number.
//
// The program is a table of subcommands. Each takes its arguments, prints results on stdout and everything else on
// stderr, and ends with 0 on success, 1 on failure and 2 on wrong usage, so that scripts can build on it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // the policy's zone must not depend on the host

	"complaints/internal/failpoint"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, &terminal{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, os.Args[1:])
	stop()
	os.Exit(code)
}

// wallClock is the one clock of the program. Everything else is given the time, or a clock to ask.
func wallClock() time.Time { return failpoint.Clock(time.Now()) }

// passed counts the time from now on by a clock that nobody sets.
func passed() func() time.Duration {
	start := time.Now()
	return func() time.Duration { return time.Since(start) }
}

// terminal is what a command reads and writes.
type terminal struct {
	In       io.Reader
	Out, Err io.Writer
}

// command is one subcommand. Its run defines its flags on fs, calls fs.parse, and works.
type command struct {
	name    string // "run", "case list"
	usage   string // arguments after the name
	summary string // one line for the list
	help    string // what it does, with examples
	run     func(ctx context.Context, t *terminal, fs *flags, args []string) error
}

// flags is a flag set that answers --help with the command's own text.
type flags struct{ *flag.FlagSet }

// parse reads the arguments; flags may stand before and after the others. It returns those others.
func (fs *flags) parse(args []string) (rest []string, err error) {
	for {
		if err := fs.Parse(args); err != nil {
			return nil, usageError{err}
		}
		used := len(args) - fs.NArg()
		if fs.NArg() == 0 {
			return rest, nil
		}
		if used > 0 && args[used-1] == "--" {
			return append(rest, fs.Args()...), nil
		}
		rest, args = append(rest, fs.Arg(0)), fs.Args()[1:]
	}
}

// none reads the arguments of a command that takes flags alone.
func (fs *flags) none(args []string) error {
	rest, err := fs.parse(args)
	if err == nil && len(rest) > 0 {
		err = usagef("%q is not expected here", rest[0])
	}
	return err
}

// usageError is a mistake on the command line: it ends the program with 2.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// errSilent ends a command with 1 when it has already said why.
var errSilent = errors.New("")

func run(ctx context.Context, t *terminal, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		printCommands(t.Out)
		if len(args) == 0 {
			return 2
		}
		return 0
	}
	c, rest := find(args)
	if c == nil {
		fmt.Fprintf(t.Err, "complaintsd: there is no command %q. \"complaintsd help\" lists them.\n", args[0])
		return 2
	}
	fs := &flags{flag.NewFlagSet("complaintsd "+c.name, flag.ContinueOnError)}
	fs.SetOutput(io.Discard)
	err := c.run(ctx, t, fs, rest)
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		c.printHelp(t.Out, fs)
		return 0
	case errors.As(err, &usage):
		fmt.Fprintf(t.Err, "complaintsd %s: %v\nSee \"complaintsd %s --help\".\n", c.name, err, c.name)
		return 2
	case err == errSilent:
		return 1
	default:
		fmt.Fprintf(t.Err, "complaintsd %s: %v\n", c.name, err)
		return 1
	}
}

// find takes the longest command name that the arguments begin with.
func find(args []string) (*command, []string) {
	for n := min(2, len(args)); n > 0; n-- {
		name := strings.Join(args[:n], " ")
		for i := range commands {
			if commands[i].name == name {
				return &commands[i], args[n:]
			}
		}
	}
	return nil, nil
}

func printCommands(w io.Writer) {
	fmt.Fprint(w, "complaintsd runs a landlord's complaints procedure from its mailbox and its text "+
		"number.\n\nCommands:\n")
	for _, c := range commands {
		fmt.Fprintf(w, "  %-18s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, "\n\"complaintsd COMMAND --help\" says more. To see it all happen: complaintsd demo\n")
}

func (c *command) printHelp(w io.Writer, fs *flags) {
	fmt.Fprintf(w, "complaintsd %s %s\n\n%s\n\n%s\n", c.name, c.usage, c.summary, strings.TrimSpace(c.help))
	title := "\nFlags:\n"
	fs.VisitAll(func(f *flag.Flag) {
		value, what := flag.UnquoteUsage(f)
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" {
			what += " (" + f.DefValue + " if it is not given)"
		}
		fmt.Fprintf(w, "%s  %-28s %s\n", title, strings.TrimSpace("--"+f.Name+" "+strings.ToUpper(value)), what)
		title = ""
	})
}
