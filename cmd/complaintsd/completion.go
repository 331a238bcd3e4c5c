package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/letter"
	"complaints/store"
)

// shells is what each shell has to run so that it asks "complaintsd complete" for what may stand next.
var shells = map[string]string{
	"bash": `_complaintsd() {
  local IFS=$'\n'
  COMPREPLY=($(complaintsd complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _complaintsd complaintsd
`,
	"zsh": `#compdef complaintsd
_complaintsd() {
  local -a found
  found=(${(f)"$(complaintsd complete -- "${words[@]:1:$((CURRENT-1))}" 2>/dev/null)"})
  if (( $#found )); then compadd -- $found; else _files; fi
}
compdef _complaintsd complaintsd
`,
	"fish": `function __complaintsd
  set -l words (commandline -opc) (commandline -ct)
  complaintsd complete -- $words[2..-1] 2>/dev/null
end
complete -c complaintsd -f -a '(__complaintsd)'
complete -c complaintsd -l config -r -F
`,
}

var completionCommand = command{
	name:    "completion",
	usage:   "bash|zsh|fish",
	summary: "what your shell needs to complete commands, references and letters",
	help: `Prints a few lines for your shell. With COMPLAINTSD_CONFIG set, or --config on the line, it completes the
references of open cases as well.

Examples:
  complaintsd completion bash > /etc/bash_completion.d/complaintsd
  complaintsd completion zsh > "${fpath[1]}/_complaintsd"
  complaintsd completion fish > ~/.config/fish/completions/complaintsd.fish`,
	run: runCompletion,
}

func runCompletion(_ context.Context, t *terminal, fs *flags, args []string) error {
	rest, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(rest) != 1 || shells[rest[0]] == "" {
		return usagef("name your shell: bash, zsh or fish")
	}
	_, err = fmt.Fprint(t.Out, shells[rest[0]])
	return err
}

var completeCommand = command{
	name:    "complete",
	usage:   "WORD...",
	summary: "what may stand in place of the last word, one a line; shells ask it",
	help: `Your shell calls it, by what "complaintsd completion" prints.

Examples:
  complaintsd complete -- case s`,
	run: runComplete,
}

func runComplete(ctx context.Context, t *terminal, fs *flags, args []string) error {
	words, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		words = []string{""}
	}
	for _, w := range completions(ctx, t.commands, words) {
		if _, err := fmt.Fprintln(t.Out, w); err != nil {
			return err
		}
	}
	return nil
}

// completions lists what may stand in place of the last of some words, in order.
func completions(ctx context.Context, all []command, words []string) (found []string) {
	last, before := words[len(words)-1], words[:len(words)-1]
	add := func(candidates ...string) {
		for _, c := range candidates {
			if strings.HasPrefix(c, last) && !slices.Contains(found, c) {
				found = append(found, c)
			}
		}
	}
	c, _ := find(all, before)
	switch {
	case c == nil: // the rest of a command's name
		typed := strings.Join(append(slices.Clone(before), ""), " ")
		for _, c := range all {
			if rest, ok := strings.CutPrefix(c.name+" ", typed); ok && rest != "" {
				word, _, _ := strings.Cut(rest, " ")
				add(word)
			}
		}
	case strings.HasPrefix(last, "-"):
		add(flagsIn(c.usage)...)
	case len(before) > 0 && before[len(before)-1] == "--config": // a file, which the shell knows
	case strings.Contains(c.usage, " REF"):
		add(references(ctx, before)...)
	case strings.Contains(c.usage, "LETTER"):
		for _, id := range letter.All() {
			add(string(id))
		}
	}
	slices.Sort(found)
	return found
}

// flagsIn lists the flags that a usage line names.
func flagsIn(usage string) (all []string) {
	for _, word := range strings.FieldsFunc(usage, func(r rune) bool { return strings.ContainsRune(" []|", r) }) {
		if strings.HasPrefix(word, "--") {
			all = append(all, word)
		}
	}
	return all
}

// references lists the open cases of the store that the line, or else the environment, names. A store that cannot be
// read has none: whoever completes a word is told nothing of faults.
func references(ctx context.Context, words []string) (refs []string) {
	file := configFromEnv()
	if i := slices.Index(words, "--config"); i >= 0 && i+1 < len(words) {
		file = words[i+1]
	}
	withStore(ctx, file, func(_ config.Config, s *store.Store) error {
		return eachCase(ctx, s, store.CaseFilter{}, func(c complaint.Case) error {
			if c.Status != complaint.Closed {
				refs = append(refs, c.Ref)
			}
			return nil
		})
	})
	return refs
}
