package templates

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
)

// gather reads the built-in files and lays the administrator's over them.
func gather(own map[string]string) (map[string]file, error) {
	files, err := builtInFiles()
	if err != nil {
		return nil, err
	}
	var faults []error
	known := names(files)
	for _, name := range names(own) {
		if model := replaces(name, files); model != "" {
			files[name] = file{text: own[name], original: files[model].original, own: true}
		} else {
			faults = append(faults, strayFile(name, name, known))
		}
	}
	return files, errors.Join(faults...)
}

func builtInFiles() (map[string]file, error) {
	files := map[string]file{}
	defaults, err := fs.Sub(embedded, "letters")
	if err != nil {
		return nil, fmt.Errorf("letters: %w", err)
	}
	err = readAll(defaults, func(name string, b []byte) error {
		text := string(b)
		files[name] = file{text: text, original: text}
		return nil
	}, nil)
	if err != nil {
		return nil, err
	}
	layout, err := embedded.ReadFile(layoutFile)
	files[layoutFile] = file{text: string(layout), original: string(layout)}
	return files, err
}

// replaces returns the built-in file that one of this name replaces or translates, "" if there is none.
func replaces(name string, builtIn map[string]file) string {
	model := withoutLanguage(name)
	if _, ok := builtIn[model]; !ok || model == layoutFile && model != name {
		return ""
	}
	return model
}

// withoutLanguage is a file's name without the folder of its language.
func withoutLanguage(name string) string {
	if dir, rest, ok := strings.Cut(name, "/"); ok && dir != partsDir && isLanguage(dir) {
		return rest
	}
	return name
}

// ReadFolder reads the files of an administrator's folder, by name. What cannot be a letter's is left out: its error
// joins a [Fault] for each. The notes are what a person should know of a folder that can be used all the same.
func ReadFolder(dir fs.FS) (own map[string]string, notes []Problem, err error) {
	builtIn, err := builtInFiles()
	if err != nil {
		return nil, nil, err
	}
	own = map[string]string{}
	var faults []error
	note := func(name, says string) {
		notes = append(notes, Problem{Severity: IsWarning, File: name, Says: says})
	}
	err = readAll(dir, func(name string, b []byte) error {
		model := withoutLanguage(name)
		if replaces(name, builtIn) == "" {
			if isPicture(name) {
				note(name, "it is a picture and no letter, so it is ignored: letters show no picture of the folder")
				return nil
			}
			faults = append(faults, strayFile(name, model, names(builtIn)))
			return nil
		}
		text, says, err := decode(name, b, model == name)
		if err != nil {
			faults = append(faults, err)
			return nil
		}
		if says != "" {
			note(name, says)
		}
		own[name] = text
		return nil
	}, note)
	return own, notes, errors.Join(append(faults, err)...)
}

// readAll hands every file of a folder to use that may be a letter's. What an office's programs leave beside is no
// letter and not looked at; a folder that is none of ours is passed over with a note, where notes are wanted.
func readAll(dir fs.FS, use func(name string, b []byte) error, note func(name, says string)) error {
	var faults []error
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("letters folder: %w", err)
		case name == ".":
			return nil
		case leftBeside(d.Name()):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			if note == nil {
				return nil
			}
			skip, err := lookAtFolder(name, firstFile(dir, name), note)
			if err != nil {
				faults = append(faults, err)
			}
			if skip {
				return fs.SkipDir
			}
			return nil
		}
		b, err := fs.ReadFile(dir, name)
		if err != nil {
			return fmt.Errorf("letters folder: %w", err)
		}
		return use(name, b)
	})
	return errors.Join(append(faults, err)...)
}

// leftBeside reports whether a file is what a system or an editor keeps for itself: it never was a letter.
func leftBeside(name string) bool {
	low := strings.ToLower(name)
	switch low {
	case "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "icon\r", "__macosx", "$recycle.bin",
		"system volume information", "@eadir":
		return true
	}
	switch {
	case strings.HasPrefix(name, "."), strings.HasPrefix(name, "~$"), strings.HasPrefix(low, "~wrl"),
		strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#"), strings.HasSuffix(name, "~"):
		return true
	}
	return slices.Contains([]string{".bak", ".tmp", ".temp", ".swp", ".swo", ".orig", ".lnk", ".url", ".part",
		".crdownload", ".old", ".save"}, path.Ext(low))
}

func isPicture(name string) bool {
	return slices.Contains([]string{".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".ico"},
		strings.ToLower(path.Ext(name)))
}

// lookAtFolder says what becomes of a folder within the letters' folder: skip is to leave out what is in it.
// The first file in it stands for all.
func lookAtFolder(name, first string, note func(name, says string)) (skip bool, err error) {
	base := path.Base(name)
	parent, inner, deeper := strings.Cut(name, "/")
	switch {
	case name == partsDir, isLanguage(name), deeper && isLanguage(parent) && inner == partsDir:
		return false, nil
	case !deeper && strings.EqualFold(strings.TrimSuffix(strings.ToLower(name), "s"), "part"):
		return true, fault(first, 1, "the folder of the shared parts is called %s: rename %s", partsDir, name)
	case !deeper && (name == "en" || strings.HasPrefix(strings.ToLower(name), "en-") ||
		strings.EqualFold(name, "english")):
		return true, fault(
			first,
			1,
			"letters in English need no folder: move the files of %s up into the letters folder",
			name,
		)
	}
	if code := languageCalled(base); code != "" && !deeper {
		return true, fault(
			first,
			1,
			"a folder for a language has the language's code as its name: rename %s to %s",
			name,
			code,
		)
	}
	note(
		name+"/",
		"it is no folder of letters and is ignored with all that is in it; for letters in another language "+
			"use the language's code as its name, for example cy",
	)
	return true, nil
}

// firstFile is the first file of a folder, or the folder if it is empty.
func firstFile(dir fs.FS, folder string) string {
	entries, err := fs.ReadDir(dir, folder)
	if err != nil || len(entries) == 0 {
		return folder
	}
	return path.Join(folder, entries[0].Name())
}

func strayFile(name, model string, known []string) error {
	ext, base := strings.ToLower(path.Ext(name)), path.Base(model)
	stem := strings.TrimSuffix(base, path.Ext(base))
	if slices.Contains(
		[]string{".docx", ".doc", ".odt", ".rtf", ".pdf", ".html", ".htm", ".md", ".pages", ".dotx"},
		ext,
	) {
		if slices.Contains(known, stem+".txt") {
			return fault(
				name,
				1,
				"a letter has to be plain text: save it as plain text under the name %s.txt, with the "+
					"encoding UTF-8",
				stem,
			)
		}
		return fault(
			name,
			1,
			"no letter has this file name, and a letter has to be plain text: save it as .txt under "+
				"a name of \"complaintsd letters list\", or move the file away",
		)
	}
	if near := nearestFile(model, known); near != "" {
		return fault(name, 1, "no letter has this file name, so it would never be used: did you mean %s?", near)
	}
	return fault(name, 1, "no letter has this file name, so it would never be used: take a name from \"complaintsd "+
		"letters list\" or move the file away")
}

// nearestFile returns the file whose name was meant. A name of its own that is like none is not guessed at.
func nearestFile(name string, known []string) string {
	low := strings.ToLower(name)
	for _, k := range known {
		if low == strings.TrimSuffix(k, ".txt") || strings.TrimSuffix(low, ".txt") == k || low == k {
			return k
		}
	}
	best, at := "", 0
	for _, k := range known {
		d := slips(low, k)
		if d <= max(2, len(low)/6) && (best == "" || d < at) {
			best, at = k, d
		}
	}
	if best != "" {
		return best
	}
	for _, k := range known { // "Copy of resolved.txt", "resolved (1).txt", "resolved - Copy.txt", "resolved-new.txt"
		stem := strings.TrimSuffix(path.Base(k), ".txt")
		rest, ok := strings.CutPrefix(low, stem)
		copied := ok && rest != "" && strings.ContainsAny(rest[:1], " -_.(")
		if (copied || strings.HasSuffix(low, " "+stem+".txt")) && len(k) > len(best) {
			best = k
		}
	}
	return best
}

func languagesOf(files map[string]file) []string {
	seen := map[string]bool{"": true}
	for name := range files {
		if dir, _, ok := strings.Cut(name, "/"); ok && dir != partsDir {
			seen[dir] = true
		}
	}
	return names(seen)
}

func names[T any](m map[string]T) []string {
	out := make([]string, 0, len(m))
	for name := range m {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}
