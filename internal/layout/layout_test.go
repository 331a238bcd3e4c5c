// Package layout_test holds what is true of the module as a whole: which way imports run, who may ask for the time, and
// that every trouble other programs had has a test here.
package layout_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// root is the module's folder.
var root = filepath.Join("..", "..")

// sources parses every Go file of the module that is not a test.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && path != root):
			return filepath.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if rel, relErr := filepath.Rel(root, path); relErr == nil {
			files[filepath.ToSlash(rel)] = f
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// pure are the packages that decide with values only, and what no such package needs.
var (
	pure = []string{"calendar", "policy", "actor", "message", "reading", "people", "complaint", "order", "undo", "register",
		"outbox", "reply", "procedure", "report", "disclosure"}
	impure = []string{
		"context", "os", "net", "net/http", "log", "log/slog", "database/sql", "sync", "os/exec", "math/rand",
		"crypto/rand",
	}
)

// floors reads the picture in the README: each line is a floor, and nothing imports what is not below it.
func floors(t *testing.T) map[string]int {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, picture, ok := strings.Cut(string(b), "<!-- floors -->\n")
	picture, _, closed := strings.Cut(picture, "<!-- end of floors -->")
	if !ok || !closed {
		t.Fatal("README.md has no picture between <!-- floors --> and <!-- end of floors -->")
	}
	floor := map[string]int{}
	for n, line := range strings.Split(picture, "\n") {
		names, _, _ := strings.Cut(line, "#")
		for _, name := range strings.Fields(names) {
			if strings.Contains(name, "`") {
				continue
			}
			floor[strings.TrimSuffix(name, "/")] = n
		}
	}
	return floor
}

// TestImportsRunOneWay holds the picture of the README: every package stands on a floor, and imports only what stands
// below its own. So the five never import one another, nor the procedure.
func TestImportsRunOneWay(t *testing.T) {
	t.Parallel()
	floor, seen := floors(t), map[string]bool{}
	for path, f := range sources(t) {
		folder := filepath.ToSlash(filepath.Dir(path))
		own, ok := floor[folder]
		if !ok {
			t.Errorf("%s is in no line of the README's picture", folder)
		}
		seen[folder] = true
		for _, spec := range f.Imports {
			to, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			below, ours := strings.CutPrefix(to, "complaints/")
			switch {
			case ours && floor[below] <= own:
				t.Errorf("%s imports %s, which the README's picture does not show below it", path, to)
			case slices.Contains(pure, filepath.Base(folder)) && !ours &&
				(strings.Contains(to, ".") || slices.Contains(impure, to)):
				t.Errorf("%s imports %s: it knows nothing but values", path, to)
			}
		}
	}
	for folder := range floor {
		if !seen[folder] {
			t.Errorf("the README's picture shows %s, which has no Go file", folder)
		}
	}
}

// TestNoGoFileInTheRoot holds that the root shows what there is and nothing of how.
func TestNoGoFileInTheRoot(t *testing.T) {
	t.Parallel()
	if files, err := filepath.Glob(filepath.Join(root, "*.go")); err != nil || len(files) > 0 {
		t.Errorf("the root holds %v (%v), want no Go file", files, err)
	}
}

// clocks are the places that may read the clock, and why.
var clocks = map[string]string{
	"cmd/complaintsd/main.go": "the command line is where the clock begins",
	"cmd/measure/":            "a stopwatch",
	"internal/lab/":           "equipment of tests",
}

// defaultClocks take time.Now as the default of a field that their caller may set.
var defaultClocks = []string{"notifier/dispatcher.go", "notifier/smtp.go", "notifier/twilio.go",
	"internal/twiliodouble/double.go"}

// TestNobodyAsksForTheTime holds that time is passed in.
func TestNobodyAsksForTheTime(t *testing.T) {
	t.Parallel()
	mayRead := func(path string) bool {
		for folder := range clocks {
			if strings.HasPrefix(path, folder) {
				return true
			}
		}
		return false
	}
	for path, f := range sources(t) {
		if mayRead(path) {
			continue
		}
		called := map[ast.Expr]bool{}
		ast.Inspect(f, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				called[call.Fun] = true
			}
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := sel.X.(*ast.Ident)
			if !ok || pkg.Name != "time" || sel.Sel.Name != "Now" && sel.Sel.Name != "Since" &&
				sel.Sel.Name != "Until" {
				return true
			}
			if called[sel] || !slices.Contains(defaultClocks, path) {
				t.Errorf("%s reads the clock with time.%s", path, sel.Sel.Name)
			}
			return true
		})
		if slices.Contains(pure, filepath.Base(filepath.Dir(path))) {
			ast.Inspect(f, func(n ast.Node) bool {
				if _, ok := n.(*ast.GoStmt); ok {
					t.Errorf("%s starts a goroutine: it only decides", path)
				}
				return true
			})
		}
	}
}

// TestCodeFitsOnAScreen holds lines to 120 columns, but for a few that hold one word or pattern that cannot be broken,
// and functions to 60 lines.
func TestCodeFitsOnAScreen(t *testing.T) {
	t.Parallel()
	const columns, share, lines = 120, 0.001, 60
	long, all := 0, 0
	for path, f := range sources(t) {
		b, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(b), "\n") {
			all++
			if utf8.RuneCountInString(strings.ReplaceAll(line, "\t", "    ")) > columns {
				long++
			}
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil || isTable(fn) {
				continue
			}
			if n := strings.Count(string(b[fn.Pos()-1:fn.End()-1]), "\n") + 1; n > lines {
				t.Errorf("%s: %s has %d lines, want at most %d", path, fn.Name.Name, n, lines)
			}
		}
	}
	if float64(long) > share*float64(all) {
		t.Errorf("%d of %d lines are over %d columns, want less than one in a thousand", long, all, columns)
	}
}

// isTable reports whether a function does nothing but return rows.
func isTable(fn *ast.FuncDecl) bool {
	if len(fn.Body.List) == 0 {
		return false
	}
	last, ok := fn.Body.List[len(fn.Body.List)-1].(*ast.ReturnStmt)
	if !ok || len(last.Results) != 1 {
		return false
	}
	_, rows := last.Results[0].(*ast.CompositeLit)
	return rows
}

// TestTheDraftHasFewMethods: what a decision can do to itself is a dozen things. Everything else is a function that says
// what it needs.
func TestTheDraftHasFewMethods(t *testing.T) {
	const most = 12
	var methods []string
	for path, f := range sources(t) {
		if !strings.HasPrefix(path, "internal/procedure/") {
			continue
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv == nil {
				continue
			}
			if star, ok := fn.Recv.List[0].Type.(*ast.StarExpr); ok {
				if of, ok := star.X.(*ast.Ident); ok && of.Name == "draft" {
					methods = append(methods, fn.Name.Name)
				}
			}
		}
	}
	if len(methods) == 0 || len(methods) > most {
		t.Errorf("draft has %d methods, want one to %d: %v", len(methods), most, methods)
	}
}
