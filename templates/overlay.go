package templates

import (
	"errors"
	"fmt"
	"io/fs"
	"sort"
	"strings"
)

// gather reads every file of both folders and says which file of the overlay matches nothing.
func gather(defaults, overlay fs.FS) (map[string]file, error) {
	files := map[string]file{}
	err := readAll(defaults, func(name, text string) error {
		files[name] = file{text: text, original: text}
		return nil
	})
	if err != nil {
		return nil, err
	}
	layout, err := embedded.ReadFile(layoutFile)
	if err != nil {
		return nil, err
	}
	files[layoutFile] = file{text: string(layout), original: string(layout)}
	if overlay == nil {
		return files, nil
	}
	known := names(files)
	var faults []error
	err = readAll(overlay, func(name, text string) error {
		model := name
		if dir, rest, ok := strings.Cut(name, "/"); ok && dir != partsDir && isLanguage(dir) {
			model = rest
		}
		original, ok := files[model]
		if !ok || model == layoutFile && model != name {
			faults = append(faults, strayFile(name, model, known))
			return nil
		}
		files[name] = file{text: text, original: original.original, own: true}
		return nil
	})
	if err != nil {
		faults = append(faults, err)
	}
	return files, errors.Join(faults...)
}

// readAll hands every visible file of a folder to use. A hidden file or folder is not ours to judge.
func readAll(dir fs.FS, use func(name, text string) error) error {
	return fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("letters folder: %w", err)
		case name != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		}
		b, err := fs.ReadFile(dir, name)
		if err != nil {
			return fmt.Errorf("letters folder: %w", err)
		}
		return use(name, string(b))
	})
}

func strayFile(name, model string, known []string) error {
	if near := nearest(model, known); near != "" {
		return fault(name, 1, "no letter has this file name, so it would never be used: did you mean %s?", near)
	}
	return fault(name, 1, "no letter has this file name, so it would never be used: take a name from \"complaintsd "+
		"letters list\" or move the file away")
}

// isLanguage reports whether a folder is named like a language: cy, zh-hant.
func isLanguage(s string) bool {
	base, _, _ := strings.Cut(s, "-")
	if len(base) < 2 || len(base) > 3 {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz-") == ""
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
