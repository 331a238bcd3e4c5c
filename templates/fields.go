package templates

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sort"
	"strings"
	"text/template"
	"text/template/parse"
)

// checker follows a template with the types of its facts in hand, so that a misspelt fact or a function we
// do not offer is found when the file is read, in branches no sample would reach.
type checker struct {
	trees map[string]*parse.Tree // the parts a letter may call, by name
	funcs template.FuncMap
	seen  map[string]bool // parts checked already, by name and type
}

// scope is what a place in a template can see: the dot and the variables.
type scope struct {
	dot  reflect.Type
	vars map[string]reflect.Type
}

// misuse is a mistake in a template with the place in the text where it stands.
type misuse struct {
	tree *parse.Tree
	node parse.Node
	says string
}

func (m misuse) Error() string {
	place, _ := m.tree.ErrorContext(m.node) // name:line:column
	return "template: " + place + ": " + m.says
}

// check returns the first mistake in a tree whose dot is of type dot, or nil.
func (c *checker) check(tree *parse.Tree, dot reflect.Type) (err error) {
	defer func() {
		if r := recover(); r != nil {
			m, ours := r.(misuse)
			if !ours {
				panic(r)
			}
			err = m
		}
	}()
	c.list(tree, tree.Root, scope{dot, map[string]reflect.Type{"$": dot}})
	return nil
}

func (c *checker) list(t *parse.Tree, list *parse.ListNode, s scope) {
	if list == nil {
		return
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			c.printed(t, n, c.pipe(t, n.Pipe, s))
		case *parse.IfNode:
			inner, _ := c.branch(t, n.Pipe, s)
			c.list(t, n.List, inner)
			c.list(t, n.ElseList, inner)
		case *parse.WithNode:
			inner, typ := c.branch(t, n.Pipe, s)
			c.list(t, n.ElseList, inner)
			inner.dot = typ
			c.list(t, n.List, inner)
		case *parse.RangeNode:
			c.rangeOver(t, n, s)
		case *parse.TemplateNode:
			c.part(t, n, s)
		}
	}
}

var stringer = reflect.TypeFor[fmt.Stringer]()

// printed refuses what would be printed as a program sees it: a day in figures, a list between brackets.
func (c *checker) printed(t *parse.Tree, n *parse.ActionNode, typ reflect.Type) {
	if typ == nil || len(n.Pipe.Decl) > 0 {
		return
	}
	what := n.Pipe.String()
	switch {
	case typ == dateType:
		panic(misuse{t, n.Pipe, fmt.Sprintf("a day needs a word that says how it is written: write {{long %s}}, or "+
			"{{short %s}} in a text", what, what)})
	case typ.Kind() == reflect.Slice:
		panic(misuse{t, n.Pipe, fmt.Sprintf("%s is a list: write {{range %s}}- {{.}} for each on a line, and {{end}}",
			what, what)})
	case typ.Kind() == reflect.Struct && !typ.Implements(stringer):
		panic(misuse{t, n.Pipe, fmt.Sprintf("%s holds several facts: write one of them, as {{%s.%s}}", what, what,
			typ.Field(0).Name)})
	case typ.Kind() == reflect.Bool:
		panic(
			misuse{
				t,
				n.Pipe,
				fmt.Sprintf("%s is true or not and has no words: write {{if %s}} with the words and {{end}}",
					what, what),
			},
		)
	}
}

// branch checks the condition of an if or with, whose variables live inside it.
func (c *checker) branch(t *parse.Tree, p *parse.PipeNode, s scope) (scope, reflect.Type) {
	inner := scope{s.dot, maps.Clone(s.vars)}
	return inner, c.pipe(t, p, inner)
}

func (c *checker) rangeOver(t *parse.Tree, n *parse.RangeNode, s scope) {
	inner, typ := c.branch(t, n.Pipe, s)
	c.list(t, n.ElseList, inner)
	if typ != nil && typ.Kind() != reflect.Slice && typ.Kind() != reflect.Int {
		panic(misuse{t, n.Pipe, fmt.Sprintf("range needs a list, to go through one by one, and %s is not one: "+
			"write {{with}} instead, or name a list", n.Pipe)})
	}
	inner.dot = elem(typ)
	if v := n.Pipe.Decl; len(v) > 0 {
		inner.vars[v[len(v)-1].Ident[0]] = inner.dot
		if len(v) == 2 {
			inner.vars[v[0].Ident[0]] = reflect.TypeFor[int]()
		}
	}
	c.list(t, n.List, inner)
}

func (c *checker) part(t *parse.Tree, n *parse.TemplateNode, s scope) {
	tree, ok := c.trees[n.Name]
	if !ok {
		panic(misuse{t, n, fmt.Sprintf("there is no part %q: %s", n.Name, c.partMeant(n.Name))})
	}
	if n.Pipe == nil {
		panic(misuse{t, n, fmt.Sprintf("the part %q needs the facts: write {{template %q .}}", n.Name, n.Name)})
	}
	typ := c.pipe(t, n.Pipe, s)
	key := seenKey(n.Name, typ)
	if c.seen[key] {
		return
	}
	c.seen[key] = true
	c.list(tree, tree.Root, scope{typ, map[string]reflect.Type{"$": typ}})
}

// partMeant says which part may have been meant, and which there are.
func (c *checker) partMeant(name string) string {
	all := slices.Sorted(maps.Keys(c.trees))
	if near := nearest(name, all); near != "" {
		return fmt.Sprintf("did you mean %q? The parts are %s", near, strings.Join(all, ", "))
	}
	return "write one of the parts that there are: " + strings.Join(all, ", ")
}

func seenKey(part string, typ reflect.Type) string { return fmt.Sprint(part, " ", typ) }

// pipe returns the type of a pipeline's value; nil where it cannot be known.
func (c *checker) pipe(t *parse.Tree, p *parse.PipeNode, s scope) (typ reflect.Type) {
	for _, cmd := range p.Cmds {
		typ = c.command(t, cmd, s)
	}
	for _, v := range p.Decl {
		s.vars[v.Ident[0]] = typ
	}
	return typ
}

func (c *checker) command(t *parse.Tree, cmd *parse.CommandNode, s scope) reflect.Type {
	types := make([]reflect.Type, len(cmd.Args))
	for i, arg := range cmd.Args {
		types[i] = c.arg(t, arg, s)
	}
	fn, ok := cmd.Args[0].(*parse.IdentifierNode)
	if !ok {
		return types[0]
	}
	switch fn.Ident {
	case "or", "and":
		for _, typ := range types[2:] {
			if typ != types[1] {
				return nil
			}
		}
		if len(types) > 1 {
			return types[1]
		}
	case "index":
		if len(types) == 3 {
			return elem(types[1])
		}
	}
	if f, ok := c.funcs[fn.Ident]; ok {
		c.fits(t, cmd, reflect.TypeOf(f), types)
		return reflect.TypeOf(f).Out(0)
	}
	return nil
}

// fits refuses a word with a fact that it cannot write: long with words, phone with a day.
func (c *checker) fits(t *parse.Tree, cmd *parse.CommandNode, fn reflect.Type, types []reflect.Type) {
	for i, typ := range types[1:] {
		if typ == nil || i >= fn.NumIn() || typ.AssignableTo(fn.In(i)) ||
			typ.Kind() == fn.In(i).Kind() && typ != dateType {
			continue
		}
		if fn.In(i) == dateType {
			panic(
				misuse{t, cmd, fmt.Sprintf("%s writes a day, and %s is none: write {{%s}}", cmd.Args[0], cmd.Args[i+1],
					cmd.Args[i+1])},
			)
		}
		panic(
			misuse{
				t,
				cmd,
				fmt.Sprintf("%s does not go with %s: compare it with the built-in letter and write it as it "+
					"stands there", cmd.Args[0], cmd.Args[i+1]),
			},
		)
	}
}

func (c *checker) arg(t *parse.Tree, n parse.Node, s scope) reflect.Type {
	switch n := n.(type) {
	case *parse.DotNode:
		return s.dot
	case *parse.FieldNode:
		return c.fields(t, n, s.dot, n.Ident)
	case *parse.VariableNode:
		return c.fields(t, n, s.vars[n.Ident[0]], n.Ident[1:])
	case *parse.ChainNode:
		return c.fields(t, n, c.arg(t, n.Node, s), n.Field)
	case *parse.PipeNode:
		return c.pipe(t, n, s)
	case *parse.StringNode:
		return reflect.TypeFor[string]()
	case *parse.IdentifierNode:
		if _, ok := c.funcs[n.Ident]; !ok && !builtin[n.Ident] {
			panic(misuse{t, n, fmt.Sprintf("a letter cannot use %q: use one of %s", n.Ident, c.functions())})
		}
	}
	return nil
}

// fields walks a chain of names from a type: .Handler.Name.
func (c *checker) fields(t *parse.Tree, n parse.Node, typ reflect.Type, chain []string) reflect.Type {
	for _, name := range chain {
		if typ == nil {
			return nil
		}
		if m, ok := typ.MethodByName(name); ok && m.Type.NumOut() > 0 {
			typ = m.Type.Out(0)
			continue
		}
		if typ.Kind() != reflect.Struct {
			panic(
				misuse{
					t,
					n,
					fmt.Sprintf(
						"%s holds no fact %q: it is a single value, so write the name before the last dot alone",
						n,
						name,
					),
				},
			)
		}
		f, ok := typ.FieldByName(name)
		if !ok || !f.IsExported() {
			panic(misuse{t, n, unknownFact(name, typ)})
		}
		typ = f.Type
	}
	return typ
}

func (c *checker) functions() string {
	names := slices.Concat(slices.Collect(maps.Keys(c.funcs)), slices.Collect(maps.Keys(builtin)))
	sort.Strings(names)
	return strings.Join(names, ", ")
}

// unknownFact says that a type has no such field, and which one may have been meant.
func unknownFact(name string, typ reflect.Type) string {
	var names []string
	for f := range typ.Fields() {
		names = append(names, f.Name)
	}
	if near := nearest(name, names); near != "" {
		return fmt.Sprintf("there is no fact %q: did you mean .%s?", name, near)
	}
	return fmt.Sprintf("there is no fact %q: write one of %s", name, strings.Join(names, ", "))
}

func elem(t reflect.Type) reflect.Type {
	switch {
	case t == nil:
		return nil
	case t.Kind() == reflect.Slice:
		return t.Elem()
	}
	return t
}

// nearest returns the name that is a few slips away from the one written, or "".
func nearest(name string, names []string) string {
	best, at := "", len(name)/3+2
	for _, n := range names {
		if d := slips(strings.ToLower(name), strings.ToLower(n)); d < at {
			best, at = n, d
		}
	}
	return best
}

// slips counts the letters to change, add or leave out to turn a into b (Levenshtein's distance).
func slips(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
