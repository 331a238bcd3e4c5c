package layout_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// namedFile finds what names a file of the module: a Go or Markdown file, or a path that begins with one of its
// folders. The rest of a web address is none.
var namedFile = regexp.MustCompile("(?:^|[\\s(`\"])((?:[\\w.-]+/)*[\\w.-]+\\.(?:md|go)\\b|" +
	"(?:cmd|internal|classifier|intake|notifier|store|templates|data)(?:/[\\w.-]+)+)")

// TestFilesThatAreNamedExist holds that no comment and no document names a file that is not there. A name is looked for
// beside whoever names it, in the root, and beside what the same paragraph named before.
func TestFilesThatAreNamedExist(t *testing.T) {
	t.Parallel()
	fset := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && path != root):
			return filepath.SkipDir
		case strings.HasSuffix(path, ".md"):
			b, err := os.ReadFile(path)
			namesExist(t, path, string(b))
			return err
		case !strings.HasSuffix(path, ".go"):
			return nil
		}
		f, err := parser.ParseFile(fset, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, group := range f.Comments {
			namesExist(t, path, group.Text())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func namesExist(t *testing.T, path, text string) {
	t.Helper()
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		folders := []string{filepath.Dir(path), root}
		for _, m := range namedFile.FindAllStringSubmatch(paragraph, -1) {
			name := strings.TrimRight(m[1], ".")
			if !slices.ContainsFunc(folders, func(folder string) bool {
				_, err := os.Stat(filepath.Join(folder, name))
				return err == nil
			}) {
				t.Errorf("%s names %s, which does not exist", path, name)
			}
			folders = append(folders, filepath.Join(root, filepath.Dir(name)))
		}
	}
}
