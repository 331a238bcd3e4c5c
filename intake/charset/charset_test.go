package charset

import "testing"

func TestToUTF8(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, bytes, label string
		want               string
		odd                bool
	}{
		{name: "UTF-8", bytes: "café £50", label: "utf-8", want: "café £50"},
		{name: "Latin letters", bytes: "caf\xe9 \xa350", label: "iso-8859-1", want: "café £50"},
		{name: "windows letters called Latin", bytes: "it\x92s", label: "iso-8859-1", want: "it’s"},
		{name: "UTF-8 called Latin", bytes: "café", label: "iso-8859-1", want: "café", odd: true},
		{name: "Latin called UTF-8", bytes: "caf\xe9", label: "utf-8", want: "café", odd: true},
		{name: "one wrong byte costs one letter", bytes: "caf\xe9 café", label: "utf-8", want: "café café", odd: true},
		{name: "no label", bytes: "caf\xe9", want: "café", odd: true},
		{name: "a label nobody knows", bytes: "café", label: "x-martian", want: "café", odd: true},
		{name: "UTF-16 by its mark, whatever the label", bytes: "\xff\xfeH\x00i\x00", label: "utf-8", want: "Hi"},
		{name: "UTF-7", bytes: "+AKM-50 and 1 +- 1", label: "UTF-7", want: "£50 and 1 + 1"},
		{name: "UTF-7 that cannot be decoded stays", bytes: "a +/ b", label: "utf-7", want: "a +/ b"},
		{name: "Japanese without a label", bytes: "\x1b$B%F%9%H\x1b(B", want: "テスト"},
		{name: "a label in quotation marks", bytes: "caf\xe9", label: ` "ISO-8859-1"; `, want: "café"},
	} {
		got, problem := ToUTF8([]byte(c.bytes), c.label)
		if got != c.want || (problem != "") != c.odd {
			t.Errorf("%s: got %q with problem %q, want %q and a problem %v", c.name, got, problem, c.want, c.odd)
		}
	}
}
