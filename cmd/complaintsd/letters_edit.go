package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"complaints/internal/config"
	"complaints/templates"
)

var lettersEditCommand = command{
	name:    "letters edit",
	usage:   "LETTER [--editor COMMAND] [--config FILE] [--letters DIR]",
	summary: "opens a letter of your folder in an editor and checks it when you have saved it",
	help: `
Opens the letter's file in the editor that VISUAL or EDITOR names. If your folder has none yet, it begins with the
built-in words; if you change nothing, none is left behind. What is wrong is named line by line, and you can go back to
it. Nothing comes into force by it: "letters publish" does that.

Examples:
  complaintsd letters edit L21 --config config.yaml
  complaintsd letters edit parts/closing.txt --letters ./letters --editor nano`,
	run: runLettersEdit,
}

func runLettersEdit(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file := fs.String("config", configFromEnv(), "configuration `file`: its landlord and its letters folder are used")
	own := fs.String("letters", "", "`folder` of your own letters, instead of the configured one")
	editor := fs.String("editor", cmp.Or(os.Getenv("VISUAL"), os.Getenv("EDITOR"), "vi"), "the editor's `command`")
	rest, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usagef("name one letter or part, as L21 or parts/closing.txt")
	}
	cfg, err := configOrExample(*file)
	if err != nil {
		return err
	}
	e := edit{cfg: cfg, folder: cmp.Or(*own, cfg.Path(cfg.Letters.Folder)), editor: strings.Fields(*editor)}
	if e.folder == "" {
		return errors.New("letters.folder is not set: write in the configuration where your letters are, or give " +
			"--letters DIR")
	}
	if len(e.editor) == 0 {
		return usagef("name an editor, as: --editor nano")
	}
	return e.run(ctx, t, rest[0])
}

// edit is a letter in somebody's editor.
type edit struct {
	cfg    config.Config
	folder string
	editor []string
	name   string // the file, as stage1-extension.txt
	path   string
}

func (e *edit) run(ctx context.Context, t *terminal, word string) error {
	before, err := e.begin(word)
	if err != nil {
		return err
	}
	for {
		if err := e.open(ctx, t); err != nil {
			return errors.Join(err, e.tidy(before))
		}
		after, err := os.ReadFile(e.path)
		if err != nil {
			return fmt.Errorf("the letter cannot be read again: %w", err)
		}
		if string(after) == before {
			fmt.Fprintln(t.Out, "Nothing was changed.")
			return e.tidy(before)
		}
		wrong, err := e.check(t)
		if err != nil {
			return err
		}
		if !wrong {
			fmt.Fprint(t.Out, e.name+":\n"+templates.WordsChanged(before, string(after)))
			fmt.Fprintf(t.Out, "It is good. Look at it with \"letters preview %s\"; \"letters publish %s\" puts it "+
				"into force.\n", word, word)
			return nil
		}
		if !again(t) {
			return fmt.Errorf("%s has mistakes, and cannot be published before they are mended", e.name)
		}
	}
}

// begin finds the file, or makes one of the built-in words, and returns its text.
func (e *edit) begin(word string) (text string, err error) {
	names, err := filesNamed([]string{word})
	if err != nil {
		return "", err
	}
	builtIn, err := templates.Load(nil)
	if err != nil {
		return "", err
	}
	e.name, e.path = names[0], filepath.Join(e.folder, filepath.FromSlash(names[0]))
	b, err := os.ReadFile(e.path)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return string(b), err
	}
	text, ok := builtIn.Source(e.name)
	if !ok {
		return "", fmt.Errorf("there is no letter %q: \"complaintsd letters list\" names them", word)
	}
	if err := os.MkdirAll(filepath.Dir(e.path), 0o750); err != nil {
		return "", fmt.Errorf("the folder of your letters: %w", err)
	}
	return text, os.WriteFile(e.path, []byte(text), 0o640)
}

func (e *edit) open(ctx context.Context, t *terminal) error {
	editor := exec.CommandContext(ctx, e.editor[0], append(e.editor[1:len(e.editor):len(e.editor)], e.path)...)
	editor.Stdin, editor.Stdout, editor.Stderr = t.In, t.Out, t.Err
	if err := editor.Run(); err != nil {
		return fmt.Errorf("the editor %s: %w: name another with --editor", e.editor[0], err)
	}
	return nil
}

// tidy removes a file that holds nothing but the built-in words.
func (e *edit) tidy(before string) error {
	builtIn, err := templates.Load(nil)
	if err != nil {
		return err
	}
	text, _ := builtIn.Source(e.name)
	now, err := os.ReadFile(e.path)
	if err != nil || string(now) != text || before != text {
		return err
	}
	return os.Remove(e.path)
}

// check prints what is to be said of the file and reports whether anything is wrong with it. Other letters of the
// folder may have mistakes of their own.
func (e *edit) check(t *terminal) (wrong bool, err error) {
	own, problems, err := templates.ReadFolder(os.DirFS(e.folder))
	for _, f := range templates.Faults(err) {
		problems = append(problems, templates.Problem{Severity: templates.IsError, File: f.File, Line: f.Line,
			Says: f.Says})
	}
	set, left, err := templates.LoadReadable(own)
	if err != nil {
		return false, err
	}
	problems = append(append(problems, left...), set.CheckOwn(e.cfg.LettersLandlord())...)
	for _, p := range problems {
		if p.File == e.name {
			wrong = wrong || p.Severity == templates.IsError
			fmt.Fprintln(t.Out, p)
		}
	}
	return wrong, nil
}

// again asks whether somebody wants to go back to a letter with mistakes. Whoever says nothing has gone.
func again(t *terminal) bool {
	fmt.Fprint(t.Err, "Edit it again? Write yes or no: ")
	said, err := bufio.NewReader(t.In).ReadString('\n')
	return err == nil && !strings.HasPrefix(strings.ToLower(strings.TrimSpace(said)), "n")
}
