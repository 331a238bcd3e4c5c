package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheFaceOfLetters(t *testing.T) {
	t.Parallel()
	png := "\x89PNG\r\n\x1a\n"
	for name, tc := range map[string]struct {
		colour, picture string
		says            string // "" is nothing wrong
	}{
		"none":             {},
		"a dark colour":    {colour: "#00703c"},
		"a light colour":   {colour: "#ffcc00", says: `take a darker one, as "#`},
		"no colour":        {colour: "blue", says: `as "#0b4f8a"`},
		"a picture":        {picture: png},
		"a big picture":    {picture: png + strings.Repeat("x", maxLogo), says: "goes with every letter"},
		"no picture":       {picture: "<svg/>", says: "save it as PNG or JPEG"},
		"no file, no logo": {picture: "-", says: "landlord.logo"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var c Config
			c.Landlord.Email, c.Landlord.Colour = "complaints@landlord.example", tc.colour
			if tc.picture != "" {
				c.Landlord.Logo = filepath.Join(t.TempDir(), "logo.png")
			}
			if tc.picture != "" && tc.picture != "-" {
				if err := os.WriteFile(c.Landlord.Logo, []byte(tc.picture), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			var said []string
			c.validateFace(func(format string, args ...any) {
				said = append(said, format)
				if len(args) > 0 {
					said[len(said)-1] = fmt.Sprintf(format, args...)
				}
			})
			if got := strings.Join(said, "\n"); (got == "") != (tc.says == "") || !strings.Contains(got, tc.says) {
				t.Errorf("said %q, want %q", got, tc.says)
			}
			if l := c.LettersLandlord(); (l.LogoID != "") != (tc.picture == png) {
				t.Errorf("the logo's id is %q", l.LogoID)
			}
		})
	}
}

func TestContrast(t *testing.T) {
	t.Parallel()
	for colour, want := range map[string]float64{"#000000": 21, "#ffffff": 1, "#767676": 4.54, "#0b4f8a": 8.40} {
		if got := contrast(colour); got < want-0.01 || got > want+0.01 {
			t.Errorf("contrast of %s: got %.2f, want %.2f", colour, got, want)
		}
	}
	if got := contrast(darker("#ffcc00")); got < leastContrast {
		t.Errorf("the darker colour has a contrast of %.2f", got)
	}
}
