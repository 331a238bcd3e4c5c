package complaints_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sources parses every Go file of the module that is not a test.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && path != "."):
			return filepath.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		files[filepath.ToSlash(path)] = f
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestImportsRunOneWay holds the direction of dependencies: cmd, then the five packages, then the procedure, then the
// standard library. The five never import one another.
func TestImportsRunOneWay(t *testing.T) {
	t.Parallel()
	five := []string{"intake", "classifier", "notifier", "store", "templates"}
	pure := []string{"context", "os", "net", "net/http", "log", "log/slog", "database/sql", "sync", "os/exec", "math/rand", "crypto/rand"}
	for path, f := range sources(t) {
		folder, _, _ := strings.Cut(filepath.ToSlash(filepath.Dir(path)), "/")
		for _, spec := range f.Imports {
			to, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			own := to == "complaints" || strings.HasPrefix(to, "complaints/")
			switch {
			case folder == "." && (own || strings.Contains(to, ".") || slices.Contains(pure, to)):
				t.Errorf("%s imports %s: the procedure knows nothing but values", path, to)
			case slices.Contains(five, folder) && own && to != "complaints" && to != "complaints/internal/failpoint" && !strings.HasPrefix(to, "complaints/"+folder):
				t.Errorf("%s imports %s: declare the methods it needs and let cmd pass them in", path, to)
			}
		}
	}
}

// clocks are the places that may read the clock, and why.
var clocks = map[string]string{
	"cmd/complaintsd/main.go": "the command line is where the clock begins",
	"cmd/measure/":            "a stopwatch",
	"internal/lab/":       "equipment of tests",
}

// defaultClocks take time.Now as the default of a field that their caller may set.
var defaultClocks = []string{"notifier/dispatcher.go", "notifier/smtp.go", "notifier/twilio.go", "internal/twiliodouble/double.go"}

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
			if !ok || pkg.Name != "time" || sel.Sel.Name != "Now" && sel.Sel.Name != "Since" && sel.Sel.Name != "Until" {
				return true
			}
			if called[sel] || !slices.Contains(defaultClocks, path) {
				t.Errorf("%s reads the clock with time.%s", path, sel.Sel.Name)
			}
			return true
		})
		if !strings.Contains(path, "/") {
			ast.Inspect(f, func(n ast.Node) bool {
				if _, ok := n.(*ast.GoStmt); ok {
					t.Errorf("%s starts a goroutine: the procedure only decides", path)
				}
				return true
			})
		}
	}
}
