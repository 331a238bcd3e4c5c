package config

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Picture is a picture that goes with letters.
type Picture struct {
	ID   string // Content-ID: it follows from what the picture is, so that a changed one is another
	Type string // image/png
	Data []byte
}

// maxLogo is how big a logo may be: it goes with every letter.
const maxLogo = 100 << 10

// Logo reads the picture for the head of letters; without one it is empty.
func (c Config) Logo() (Picture, error) {
	if c.Landlord.Logo == "" {
		return Picture{}, nil
	}
	b, err := os.ReadFile(c.Path(c.Landlord.Logo))
	if err != nil {
		return Picture{}, fmt.Errorf("landlord.logo: %w", unreadableFile(c.Landlord.Logo, err))
	}
	kind := http.DetectContentType(b)
	switch {
	case !slices.Contains([]string{"image/png", "image/jpeg", "image/gif"}, kind):
		return Picture{}, fmt.Errorf("landlord.logo: %s is no picture that mail programs show: save it as PNG or JPEG",
			c.Landlord.Logo)
	case len(b) > maxLogo:
		return Picture{}, fmt.Errorf("landlord.logo: %s has %d KB, and it goes with every letter: save it with at "+
			"most %d KB, 96 pixels high", c.Landlord.Logo, len(b)>>10, maxLogo>>10)
	}
	sum := sha256.Sum256(b)
	_, host, _ := strings.Cut(c.Landlord.Email, "@")
	id := "logo-" + hex.EncodeToString(sum[:8]) + "@" + cmp.Or(host, "localhost")
	return Picture{ID: id, Type: kind, Data: b}, nil
}

// leastContrast is how much a colour of letters has to stand out from white (WCAG 2.2, 1.4.3).
const leastContrast = 4.5

var hexColour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// validateFace looks at what gives letters the landlord's face.
func (c Config) validateFace(say sayer) {
	if colour := c.Landlord.Colour; colour != "" && !hexColour.MatchString(colour) {
		say("landlord.colour is %q: write it between quotation marks, as \"#0b4f8a\"", colour)
	} else if has := contrast(colour); colour != "" && has < leastContrast {
		say("landlord.colour is %s, on which white words cannot be read (contrast %.1f, %.1f is the least): take a "+
			"darker one, as \"%s\"", colour, has, leastContrast, darker(colour))
	}
	if sign := c.Landlord.Sign; !slices.Contains([]string{"", "landlord", "area", "person"}, sign) {
		say("landlord.sign is %q: write landlord, area or person", sign)
	}
	if _, err := c.Logo(); err != nil {
		say("%v", err)
	}
}

// contrast is that of a colour with white, from 1 to 21.
func contrast(colour string) float64 {
	if colour == "" {
		return 0
	}
	r, g, b := channels(colour)
	return 1.05 / (0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b) + 0.05)
}

func channels(colour string) (r, g, b float64) {
	n, _ := strconv.ParseUint(colour[1:], 16, 32) // it is hexadecimal
	return float64(n >> 16), float64(n >> 8 & 0xff), float64(n & 0xff)
}

// linear is the light of a channel of 0 to 255.
func linear(c float64) float64 {
	if c /= 255; c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}

// darker is the same colour, dark enough for white words.
func darker(colour string) string {
	r, g, b := channels(colour)
	for contrast(colour) < leastContrast {
		r, g, b = r*0.95, g*0.95, b*0.95
		colour = fmt.Sprintf("#%02x%02x%02x", int(r), int(g), int(b))
	}
	return colour
}
