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

	"complaints/internal/choice"
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

// terminal is what a command reads and writes, and the table that it stands in.
type terminal struct {
	In       io.Reader
	Out, Err io.Writer

	commands []command
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
			return nil, usageError{fs.explained(err)}
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

// explained says of a flag that is not there which one may have been meant.
func (fs *flags) explained(err error) error {
	name, unknown := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !unknown {
		return err
	}
	var names []string
	fs.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	if near, ok := choice.Nearest(name, names); ok {
		return fmt.Errorf("there is no flag --%s. Did you mean --%s?", name, near)
	}
	return fmt.Errorf("there is no flag --%s", name)
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
	t.commands = commands
	switch {
	case len(args) == 0:
		printCommands(t.Out, commands)
		return 2
	case args[0] == "help" || args[0] == "-h" || args[0] == "--help":
		return helpOn(ctx, t, args[1:])
	case args[0] == "--version":
		args[0] = versionCommand.name
	}
	c, rest := find(commands, args)
	if c == nil {
		return noCommand(t, args)
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
func find(all []command, args []string) (*command, []string) {
	for n := min(2, len(args)); n > 0; n-- {
		name := strings.Join(args[:n], " ")
		for i := range all {
			if all[i].name == name {
				return &all[i], args[n:]
			}
		}
	}
	return nil, nil
}
