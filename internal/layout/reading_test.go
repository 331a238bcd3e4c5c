package layout_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// notResidents are the files of the procedure and the desk that look for words which no resident wrote.
var notResidents = map[string]string{
	"internal/procedure/rules.go":  "the headings of rules.md",
	"internal/desk/undelivered.go": "what a mail server said of a letter",
	"internal/desk/alarm.go":       "the references that our own alert lists",
}

// TestOnlyTheClassifierReadsWords holds that what a resident's words say is said by the classifier alone: no expression
// looks for words in the procedure, which says what follows, or in the desk, which says who wrote and to which case it
// belongs. What staff reply is read by package reply.
func TestOnlyTheClassifierReadsWords(t *testing.T) {
	t.Parallel()
	for path, f := range sources(t) {
		if dir := filepath.ToSlash(filepath.Dir(path)); dir != "internal/procedure" && dir != "internal/desk" {
			continue
		}
		for _, spec := range f.Imports {
			if spec.Path.Value == `"regexp"` && notResidents[path] == "" {
				t.Errorf("%s imports regexp, want words to be read by the classifier", path)
			}
		}
	}
}

// goPackage is a package as `go list` tells of it.
type goPackage struct {
	ImportPath, Dir, Export string
	GoFiles, Imports        []string
}

// TestAReadingIsMadeOnce holds that nobody writes to a reading, or to the facts in it, after the classifier has made
// it. What the desk or the procedure concludes has values of its own.
func TestAReadingIsMadeOnce(t *testing.T) {
	t.Parallel()
	packages := listPackages(t)
	fset := token.NewFileSet()
	compiled := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		p, ok := packages[path]
		if !ok || p.Export == "" {
			return nil, errors.New("no export data for " + path)
		}
		return os.Open(p.Export)
	})
	checked := 0
	for _, p := range packages {
		switch {
		case !strings.HasPrefix(p.ImportPath, "complaints/"), !knowsReadings(p),
			p.ImportPath == "complaints/classifier",                       // which makes them
			p.ImportPath == "complaints/internal/procedure/proceduretest": // which makes them for tests
			continue
		}
		checked++
		for _, at := range writesToReadings(t, fset, compiled, p) {
			t.Errorf("%s writes to a reading, want a value of its own", at)
		}
	}
	if checked < 5 {
		t.Errorf("checked %d packages, want those that know of readings", checked)
	}
}

func listPackages(t *testing.T) map[string]goPackage {
	t.Helper()
	list := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles,Imports", "./...")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	packages := map[string]goPackage{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages[p.ImportPath] = p
	}
}

func knowsReadings(p goPackage) bool {
	if p.ImportPath == "complaints/internal/complaint" {
		return true
	}
	for _, i := range p.Imports {
		if i == "complaints/internal/complaint" {
			return true
		}
	}
	return false
}

// writesToReadings lists where a package assigns to a field of a reading, or takes the address of one.
func writesToReadings(t *testing.T, fset *token.FileSet, compiled types.Importer, p goPackage) (places []string) {
	t.Helper()
	var files []*ast.File
	for _, name := range p.GoFiles {
		f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}
	if _, err := (&types.Config{Importer: compiled}).Check(p.ImportPath, fset, files, info); err != nil {
		t.Fatal(err)
	}
	look := func(to ast.Expr) {
		if ofAReading(info, to) {
			places = append(places, fset.Position(to.Pos()).String())
		}
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for _, to := range n.Lhs {
					look(to)
				}
			case *ast.IncDecStmt:
				look(n.X)
			case *ast.UnaryExpr:
				if n.Op == token.AND {
					look(n.X)
				}
			}
			return true
		})
	}
	return places
}

// ofAReading reports whether an expression is a part of a reading, at whatever depth.
func ofAReading(info *types.Info, e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return ofAReading(info, e.X)
	case *ast.IndexExpr:
		return ofAReading(info, e.X)
	case *ast.SelectorExpr:
		if s := info.Selections[e]; s != nil && s.Kind() == types.FieldVal && throughReading(s) {
			return true
		}
		return ofAReading(info, e.X)
	}
	return false
}

// throughReading reports whether a field is a reading's, also where the reading is embedded.
func throughReading(s *types.Selection) bool {
	on := s.Recv()
	for _, i := range s.Index() {
		if p, ok := on.Underlying().(*types.Pointer); ok {
			on = p.Elem()
		}
		switch types.TypeString(on, nil) {
		case "complaints/internal/complaint.Reading", "complaints/internal/complaint.Says":
			return true
		}
		on = on.Underlying().(*types.Struct).Field(i).Type()
	}
	return false
}
