package winmail

import (
	"encoding/hex"
	"strings"
	"testing"
)

// hello is the first example of [MS-OXRTFCP] section 4.
const hello = "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"

// TestUnfold: the two examples of [MS-OXRTFCP] section 4, stored RTF, and damage.
func TestUnfold(t *testing.T) {
	t.Parallel()
	if len(rtfWords) != 207 {
		t.Fatalf("the dictionary begins with %d bytes, want 207", len(rtfWords))
	}
	const helloWorld = "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
	for _, c := range []struct {
		name, in       string
		want           string // with whole all of it, else how it begins
		whole, refused bool
	}{
		{name: "words of the dictionary", in: hello, want: helloWorld, whole: true},
		{
			name:  "a run that repeats itself",
			in:    "1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0",
			want:  `{\rtf1 WXYZWXYZWXYZWXYZWXYZ}`,
			whole: true,
		},
		{
			name:  "stored",
			in:    "140000000a0000004d454c4100000000" + hex.EncodeToString([]byte(`{\rtf1 Hi}`)),
			want:  `{\rtf1 Hi}`,
			whole: true,
		},
		{name: "cut off", in: hello[:60], want: `{\rtf1\ansi\ansicpg125`},
		{name: "says it is huge", in: strings.Replace(hello, "2b000000", "ffffffff", 1), want: helloWorld},
		{name: "something else", in: strings.Repeat("00", 40), refused: true},
		{name: "nothing", refused: true},
	} {
		in, err := hex.DecodeString(c.in)
		if err != nil {
			t.Fatal(err)
		}
		got, whole, err := Unfold(in)
		if !strings.HasPrefix(string(got), c.want) || c.whole && string(got) != c.want {
			t.Errorf("%s: RTF %q, want %q", c.name, got, c.want)
		}
		if whole != c.whole || (err != nil) != c.refused {
			t.Errorf("%s: whole %v and error %v, want whole %v and refused %v", c.name, whole, err, c.whole, c.refused)
		}
	}
}
