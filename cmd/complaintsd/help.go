package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	"complaints/internal/choice"
)

// helpOn answers "complaintsd help" and what follows it: a command's own text, a group's commands, or all of them. It
// returns the program's exit code.
func helpOn(ctx context.Context, t *terminal, args []string) int {
	if c, _ := find(t.commands, args); c != nil {
		return run(ctx, t, append(strings.Fields(c.name), "--help"))
	}
	if len(args) > 0 {
		if group := groupOf(t.commands, args[0]); group != nil {
			printGroup(t.Out, args[0], group)
			return 0
		}
		return noCommand(t, args)
	}
	printCommands(t.Out, t.commands)
	return 0
}

// noCommand says that there is no such command, what it may have been, and returns the exit code.
func noCommand(t *terminal, args []string) int {
	if group := groupOf(t.commands, args[0]); group != nil {
		if len(args) == 1 {
			printGroup(t.Err, args[0], group)
			return 2
		}
		args = args[:2]
	} else {
		args = args[:1]
	}
	name := strings.Join(args, " ")
	var names []string
	for _, c := range t.commands {
		names = append(names, c.name)
	}
	meant := ""
	if near, ok := choice.Nearest(name, names); ok {
		meant = fmt.Sprintf(" Did you mean %q?", near)
	}
	fmt.Fprintf(t.Err, "complaintsd: there is no command %q.%s \"complaintsd help\" lists them.\n", name, meant)
	return 2
}

// groupOf is the commands whose names begin with a word; nil if none has two words.
func groupOf(all []command, word string) (group []command) {
	for _, c := range all {
		if strings.HasPrefix(c.name, word+" ") {
			group = append(group, c)
		}
	}
	return group
}

func printGroup(w io.Writer, word string, group []command) {
	fmt.Fprintf(w, "complaintsd %s has these commands:\n", word)
	printEach(w, group)
	fmt.Fprintf(w, "\n\"complaintsd %s COMMAND --help\" says more.\n", word)
}

func printCommands(w io.Writer, all []command) {
	fmt.Fprint(w, "complaintsd runs a landlord's complaints procedure from its mailbox and its text "+
		"number.\n\nCommands:\n")
	printEach(w, all)
	fmt.Fprint(w, "\n\"complaintsd COMMAND --help\" says more. To see it all happen: complaintsd demo\n")
}

func printEach(w io.Writer, some []command) {
	for _, c := range some {
		fmt.Fprintf(w, "  %-18s %s\n", c.name, c.summary)
	}
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
