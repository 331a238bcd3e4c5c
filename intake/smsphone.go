package intake

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

const (
	phoneWritten = 40 // most characters of a number as people write it
	phoneDigits  = 8  // fewest digits of a number with its country code
)

// A British mobile number without its country code. 070 are personal numbers and 076 pagers, except
// 07624, which is mobile on the Isle of Man. The numbers that Ofcom sets aside for stories are among
// them, as they are in tests and training.
var britishMobile = regexp.MustCompile(`^7([1-57-9]\d|624)\d+$`)

// NormalPhone reads a phone number as people write it, a British one unless it says otherwise, and
// returns it in E.164. mobile says that it can be sent a text. Names, short codes and parts of
// numbers are not ok. It is meant to tell whether two numbers are the same, so a number need only
// be possible, not given out to anybody.
func NormalPhone(s string) (e164 string, mobile, ok bool) {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) { // direction marks that come with numbers copied from a phone
			return -1
		}
		return r
	}, strings.TrimSpace(s))
	// The library takes letters for the keys they are printed on, and so HASTOE for a number.
	if s == "" || len(s) > phoneWritten || strings.ContainsFunc(s, unicode.IsLetter) {
		return "", false, false
	}
	number, err := phonenumbers.Parse(s, "GB")
	if err != nil || phonenumbers.IsPossibleNumberWithReason(number) != phonenumbers.IS_POSSIBLE {
		return "", false, false
	}
	national := phonenumbers.GetNationalSignificantNumber(number)
	if number.GetCountryCode() == 44 && (len(national) != 10 && len(national) != 9 || national[0] == '0') {
		return "", false, false
	}
	e164 = phonenumbers.Format(number, phonenumbers.E164)
	if len(e164) <= phoneDigits || !readsTheSame(e164) {
		return "", false, false
	}
	switch phonenumbers.GetNumberType(number) {
	case phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE:
		mobile = true
	}
	if number.GetCountryCode() == 44 {
		mobile = len(national) == 10 && britishMobile.MatchString(national)
	}
	return e164, mobile, true
}

// readsTheSame reports whether a number in E.164 is read as itself. Some with noughts in front are not, and would be
// one sender today and another tomorrow.
func readsTheSame(e164 string) bool {
	number, err := phonenumbers.Parse(e164, "GB")
	return err == nil && phonenumbers.Format(number, phonenumbers.E164) == e164
}
