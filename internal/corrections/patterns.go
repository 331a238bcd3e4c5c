package corrections

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The patterns of what tells who somebody is. Each keeps the words around it.
var (
	maskMail     = regexp.MustCompile(`(?i)[a-z0-9._%+'-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+`)
	maskLink     = regexp.MustCompile(`(?i)\b(?:https?://|www\.)\S+`)
	maskNI       = regexp.MustCompile(`(?i)\b[a-z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[a-d]\b`)
	maskPostcode = regexp.MustCompile(`(?i)\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b`)
	maskPhone    = regexp.MustCompile(`(?:\+|\b00|\b0)\d(?:[\s().-]*\d){7,12}\b`)
	maskAccount  = regexp.MustCompile(`\b\d{2}-\d{2}-\d{2}\b|\b\d{6,}\b`)
	maskRef      = regexp.MustCompile(`\b[A-Z]{1,5}[-/]?\d[\dA-Z/-]{2,}\b`)
	maskFlat     = regexp.MustCompile(`(?i)\b(flat|apt|apartment|room|unit|plot|number|house)` +
		`\s*(?:no\.?\s*)?\d+[a-z]?\b`)
	maskTitle = regexp.MustCompile(`\b(Mr|Mrs|Ms|Miss|Mx|Dr|Cllr|Councillor|Sir|Dame|Rev|Prof)\b\.?` +
		`(?:\s+(?:[A-Z]\.|[A-Z][\w'’-]*)){1,3}`)
	maskDear = regexp.MustCompile(`(?m)\b(Dear|Hi|Hello|Hiya)\s+[A-Z][a-z'’-]+(?:\s+[A-Z][a-z'’-]+)?`)
	// 14 Mill Lane, Flat 3 Heron Court: capitals before the kind of street; with a house number small letters will do.
	maskStreet = regexp.MustCompile(`\b(?:(?i:flat|apt|apartment|room|unit|plot|no\.?|number)\s*\d+[a-zA-Z]?,?\s*)?` +
		`(\d+[a-zA-Z]?,?\s+)?((?:[A-Z][A-Za-z'’]+\s+){1,3})` +
		`(?i:` + streets + `|house|place|way|walk|green|hill|tower|lodge|park|view|square)\b`)
	maskNumber = regexp.MustCompile(`(?i)\b\d+[a-z]?,?\s+((?:[a-z'’]+\s+){1,2})(?:` + streets + `)\b`)
	// A name after words that a name follows.
	maskNamed = regexp.MustCompile(`\b((?i:my name is|i am called|i'm|i am|its|it's|this is|called|named|` +
		`spoke (?:to|with)|spoken (?:to|with)|talked to|told|met|saw|rang|asked for|` +
		`(?:my|our|her|his|their|your|the)\s+(?:\w+\s+)?(?:` + kin + `)),?)\s+([A-Z][a-z'’-]+(?:\s+[A-Z][a-z'’-]+)?)`)
	// A name after a greeting at the end of a line: Regards, Ken
	maskSigned = regexp.MustCompile(`(?m)\b((?i:regards|thanks|thank you|cheers|sincerely|faithfully|truly|yours),?)` +
		`[ \t]+([A-Z][a-z'’-]+(?:[ \t]+[A-Z][\w'’-]*)?)[.!]?[ \t]*$`)
)

const (
	streets = `street|road|rd|avenue|ave|lane|close|court|ct|drive|gardens|grove|terrace|crescent|row|rise|mews`
	kin     = `son|daughter|husband|wife|partner|mum|mother|dad|father|brother|sister|` +
		`nan|gran|grandad|grandson|granddaughter|uncle|auntie?|cousin|nephew|niece|` +
		`friend|mate|neighbours?|carer|baby|boy|girl|lad|child|` +
		`caretaker|plumber|electrician|engineer|joiner|roofer|operative|surveyor|inspector|warden|officer|manager|` +
		`doctor|nurse|solicitor|landlord|tenant`
)

// masking is a pattern and what becomes of each match.
type masking struct {
	find *regexp.Regexp
	put  func(m []string) string
}

// put puts a fixed text, in which $1 is the first group, in place of each match.
func put(find *regexp.Regexp, text string) masking {
	return masking{find, func(m []string) string {
		if strings.Contains(text, "$1") {
			return strings.Replace(text, "$1", m[1], 1)
		}
		return text
	}}
}

var (
	// What is masked whole comes first, for a name within an address hides where the address ends.
	wholes = []masking{
		put(maskMail, "[email]"), put(maskLink, "[link]"), put(maskNI, "[number]"),
		{maskPhone, func(m []string) string { return orDate(m[0], "[phone]") }},
		put(maskPostcode, "[postcode]"), {maskStreet, putStreet}, {maskNumber, putNumbered},
	}
	pieces = []masking{
		put(maskFlat, "$1 [number]"), put(maskRef, "[ref]"),
		{maskAccount, func(m []string) string { return orDate(m[0], "[number]") }},
		put(maskTitle, "$1 [name]"), put(maskDear, "$1 [name]"), {maskNamed, putNamed}, {maskSigned, putNamed},
	}
)

// writtenDate is a date written with dashes, dots or blanks at the head of a number: 05-11-2026, 05-11-26.
var writtenDate = regexp.MustCompile(`^(\d{1,2})[-. ](\d{1,2})[-. ](?:20)?\d\d\b`)

// orDate keeps what is a date, and puts the text in place of everything else.
func orDate(s, text string) string {
	if m := writtenDate.FindStringSubmatch(s); m != nil {
		day, _ := strconv.Atoi(m[1]) // two digits
		month, _ := strconv.Atoi(m[2])
		if day >= 1 && day <= 31 && month >= 1 && month <= 12 {
			return s
		}
	}
	return text
}

// putStreet masks a street. Words of the language alone are none ("My House"), nor are capitals without a house number.
func putStreet(m []string) string {
	small := strings.ToUpper(m[0]) != m[0]
	if m[1] != "" && !allPlain(m[2]) || small && !allPlain(m[2]) {
		return "[address]"
	}
	return m[0]
}

// putNumbered masks a street in small letters after a house number: 14 mill lane, but not "2 men in court".
func putNumbered(m []string) string {
	if slices.ContainsFunc(strings.Fields(m[1]), isPlain) {
		return m[0]
	}
	return "[address]"
}

func putNamed(m []string) string {
	names := strings.Fields(m[2])
	if isPlain(names[0]) {
		return m[0]
	}
	if len(names) > 1 && isPlain(names[1]) {
		return m[1] + " [name] " + names[1]
	}
	return m[1] + " [name]"
}

func allPlain(words string) bool {
	return !slices.ContainsFunc(strings.Fields(words), func(w string) bool { return !isPlain(w) })
}

// isPlain reports whether a word is one of those that stand everywhere and are nobody's name.
func isPlain(word string) bool { return plainWords[strings.ToLower(word)] }

// plainWords are no part of a name or a street. Days and months are among them, for what happened when must stay.
var plainWords = setOf(`
	a an the this that these those my our your his her its it's their i i'm i've i'd you he she we they it me us him
	them who what which when where why how and or but nor so if as at by for from in into of off on onto out over to
	up with without about after before since until than then there here not no yes is am are was were be been being
	has have had do does did would can could shall should may might must all any both each every few many more most
	much neither other same some such own one two three four five six seven eight nine ten first second third last
	next again always ever every just never now only still too very please thank thanks dear hi hello regards kind
	best yours sincerely faithfully sir madam new old right wrong long whole main bad good own main big small half
	side front back only another no-one nobody someone everyone monday tuesday wednesday thursday friday saturday
	sunday january february march april june july august september october november december christmas easter weeks
	week days day months month years year times time hours hour minutes men people kids children pounds quid housing
	repairs customer complaints council landlord tenant resident english welsh citizens shelter ombudsman universal
	awaab's re fwd fw`)

// wordNames are names that are words as well: they are masked where they have a capital.
var wordNames = setOf(`
	will mark may june april august grace hope rose bill rob sue pat faith joy dawn ray jack grant dean frank art
	guy don max miles dale glen heath brook lane hill wood woods green brown black white gray grey young long short
	small little king page price rich stone banks field fields best good love day moon snow winter summers cook
	baker butcher carpenter mason hall park parks street church bath flood court power powers waters wells pool bell
	lock keys walls read drew chase case house rent hunt cross bond burn burns holder carter marsh moore mould leak
	drain pipe boiler gas fire water heat heating door window roof damp neighbour noise repair repairs complaint
	manager officer office tower lodge view way walk close square place rise row drive north south east west old new
	great middle high low the christian angel sunny lucky major sterling penny carol holly ivy violet lily daisy
	jasmine olive poppy ruby pearl amber crystal star sky river robin jay wren martin`)

// deskWords are in the names of desks, not of people.
var deskWords = setOf(`
	team desk manager director officer office housing complaints complaint repairs customer service services support
	department association council group line centre center admin info enquiries reception noreply no-reply
	mailer-daemon postmaster landlord maintenance ltd limited plc`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
