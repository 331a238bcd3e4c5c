package intake

import (
	"regexp"
	"strings"
)

// An address that will never work is "hard": nobody of that name, no such domain, moved away, or a domain that takes no
// mail. Everything else may pass: a full mailbox, a filter, a policy, a server that is down.

var statusPattern = regexp.MustCompile(`(?:^|[^\d.])([245])\.(\d{1,3})\.(\d{1,3})(?:[^\d.]|\.?$|\.\s)`)

// statusCode returns the enhanced status code in a field, or "".
func statusCode(v string) string {
	f := statusPattern.FindStringSubmatch(v)
	if f == nil {
		return ""
	}
	return f[1] + "." + f[2] + "." + f[3]
}

var replyPatternSMTP = regexp.MustCompile(`(?:^|[\s<>:;,("'\[#])([45])([0-5]\d)(?:[\s\-:;)#,]|$)`)

// statusIn finds the most telling status code in words; a plain reply code such as 550 becomes 5.0.0.
func statusIn(words string) string {
	best := ""
	for _, f := range statusPattern.FindAllStringSubmatch(words[:min(len(words), 16<<10)], 20) {
		if f[1] == "2" {
			continue
		}
		best = betterStatus(best, f[1]+"."+f[2]+"."+f[3])
	}
	if best != "" {
		return best
	}
	if f := replyPatternSMTP.FindStringSubmatch(words); f != nil {
		return f[1] + ".0.0"
	}
	return ""
}

// betterStatus prefers the code that says more; a.0.0 says little.
func betterStatus(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "" || b[0] == '2':
		return a
	case strings.HasSuffix(a, ".0.0") && a[0] == b[0]:
		return b
	}
	return a
}

// cause is what a failure's words come down to.
type cause int

const (
	causeUnclear cause = iota
	causePassing       // full, filtered, refused for policy, too big, too slow: may work another time
	causeNobody        // nobody of that name
	causeGone          // moved away, or a domain that is not there or takes no mail
)

// causes are tried in order; the first whose words are met decides. Passing causes come first, because
// servers like to add "user unknown" or "address rejected" to everything.
var causes = []struct {
	cause   cause
	pattern *regexp.Regexp
}{
	{causeNobody, regexp.MustCompile(`recipient address rejected: access denied|nessun utente|` +
		`not present in (?:the )?directory|mailbox unavailable or not local|` +
		`unknown or (?:disabled|inactive|suspended)|` +
		`\d address rejected\.(?:\s|$)|no such user\S* access denied`)},
	{causeGone, regexp.MustCompile(`account or domain may not exist|(?:account|mailbox|address|user)\S* (?:has been |` +
		`was |is )(?:permanently )?(?:removed|deleted|terminated)\b|account of this \S+ has been closed|` +
		`no longer exists|` +
		`(?:has|have) left the (?:company|organi[sz]ation|` +
		`university|college|school|council)`)},
	{causePassing, regexp.MustCompile(`accept(?:ing)? (?:any )?(?:e-?)?mail from (?:your|this|that|\[|\d)`)},
	{causePassing, regexp.MustCompile(`mail ?box (?:is |size |has )?(?:full|exceed|over)|over ?quota|` +
		`quota (?:exceed|is full|limit)|exceed\S* .{0,30}(?:quota|limit|size|storage)|` +
		`insufficient (?:system )?(?:storage|disk)|out of storage|mailfolder is full|dis[ck] ?(?:space|quota)|` +
		`quota (?:reached|violation)|exhausted (?:allowed|their)|destinataire pleine|full mailbox|storage allocation|` +
		`too much mail data|suppression list|(?:bo[iî]te|casella|buz[oó]n|postfach|mailbox|postbus)(?: \S+){0,6}? ` +
		`(?:est )?(?:pleine?|piena|lleno|voll|vol)\b|speicherplatz|hors quota|superad[oa]|(?:max|maximum) (?:defers|number ` +
		`of retries)`)},
	{causePassing, regexp.MustCompile(`(?:message|mail|header|content)s? (?:size |is |was |length |` +
		`too )*(?:too (?:big|large|long)|exceeds)|size limit|sizelimit|attachment .{0,30}too`)},
	{causePassing, regexp.MustCompile(`(?:account|mailbox|user|recipient|address|domain)\S* (?:\S+ ){0,6}?(?:is |` +
		`has been |was |are )?(?:temporar\S+ )?(?:disabled|suspend\S*|inactive|locked|blocked|deactivated|not active|` +
		`discontinued|expired|bloque)|(?:disabled|inactive|suspended|deactivated) (?:recipient|account|mailbox|user|` +
		`address)|boite du destinataire archivee|extended inactivity|only accepting mail from|recipient preferences|` +
		`blocked by the (?:recipient|user)|on ?hold\b`)},
	{causeGone, regexp.MustCompile(`(?:has|have) (?:moved|been replaced by|` +
		`changed (?:his|her|their|its) (?:e-?mail )?address)|no longer (?:in use|at this|valid|available|on server|` +
		`works? (?:here|at|for))|new (?:e-?mail )?address is|user (?:has )?moved|is no longer|` +
		`user not local; (?:please )?try`)},
	{causeGone, regexp.MustCompile(`(?:does not|doesn't|do not|don't|not) accept(?:s|` +
		`ing)? (?:any )?(?:e-?)?mail\b(?: \((?:nullmx|null mx)\))?(?: from| for|\s*$|\.|\))|null ?mx|no smtp service|` +
		`smtp protocol returned a permanent error|sender (?:address )?has (?:a )?null mx|domain .{0,40} no mail`)},
	{causePassing, regexp.MustCompile(`relay(?:ing)? (?:access )?(?:denied|not permitted|prohibited|not allowed|` +
		`operation rejected)|(?:not|unable to|cannot|can't) relay|insecure mail relay|we do not relay|not local|` +
		`(?:^|[^\w.-])gateway(?:[^\w.-]|$)`)},
	{causePassing, regexp.MustCompile(`\bdmarc\b|\bspf\b|\bdkim\b|unauthenticated|authentication (?:required|fail|` +
		`information)|not authori[sz]ed|sender (?:address )?(?:is )?(?:rejected|refused|denied|verify|not)|` +
		`reverse dns|\bptr\b|\brdns\b|helo|(?:mail from|sender) .{0,60}(?:rejected|refused|not exist|invalid)`)},
	{causePassing, regexp.MustCompile(`\bspam\b|blacklist|block ?list|dnsbl|\brbl\b|spamhaus|poor reputation|` +
		`reputation|blocked (?:by|using|for|due)|client host (?:\S+ )?(?:rejected|blocked)|bulk mail|unsolicited|` +
		`content (?:rejected|filter)|virus|\bpolicy\b|policies|prohibited|banned|greylist|` +
		`too many (?:recipients|connections|sessions|errors|mails?|messages)|rate limit|throttl|` +
		`sent (?:to )?too many|access denied`)},
	{causePassing, regexp.MustCompile(`procmail|command (?:output|died)|couldn't create|` +
		`name service error.{0,80}(?:malformed|try again|timed? ?out|server failure)`)},
	{causeGone, regexp.MustCompile(`(?:host|domain)(?: name| or domain name| lookup)?\S*(?: \S+){0,2} (?:not found|` +
		`unknown|does not exist|doesn't exist|has no|lookup failure|lookup failed|is not reachable|must exist|` +
		`invalid)|unknown (?:host|domain)|no such (?:host|domain)|(?:invalid|illegal|bad|nonexistent|` +
		`non-existent) (?:host|domain)|unroutea?ble (?:mail )?(?:domain|address)|all host address lookups failed|` +
		`point to non-?existent hosts|mail domain mentioned|isn't in my list of allowed|` +
		`account or domain may not exist|(?:no|couldn't find any) mx (?:or a )?(?:records? )?(?:found )?for|nxdomain|` +
		`name or service not known|no route to domain|recipient(?: address| domain)? (?:must|domain not)|` +
		`mx (?:record )?lookup of|dns type 'mx' lookup|can't find .{0,40}(?:host|domain|server)|` +
		`no mail servers? (?:\S+ ){0,3}exist|` +
		`unable to find .{0,30}(?:host|server|domain)|cannot find .{0,30}(?:domain|host)|couldn't find any host`)},
	{causeNobody, regexp.MustCompile(`(?:user|recipient|mailbox|account|address|customer|person|destinat\S+|` +
		`local-?part|alias)(?:\(s\))?(?: name| address| mailbox| account)?(?: \S+){0,4}? (?:is |was |` +
		`are )?(?:unknown|not (?:recognized|found|exist|known|listed|valid|a valid|available|our customer)|` +
		`un-?recognized|does(?: not|n't) exist|do not exist|couldn't be found|could not be found|not be found|` +
		`can't be found|unavailable|isn't (?:found|valid)|invalid|undeliverable)`)},
	{causeNobody, regexp.MustCompile(`(?:unknown|invalid|no such|bad|nonexistent|non-existent|undeliverable|` +
		`not a valid|no valid|no)(?: or \S+)? (?:\S+ )?(?:user|recipient|mailbox|account|address|` +
		`addressee|person|customer|` +
		`local ?part|destination)s?\b|there is no (?:one|user|account|mailbox)|` +
		`not (?:have|listed in)\b.{0,30}(?:account|mailbox|directory|address book)|does not like recipient|` +
		`address(?:es)? (?:was|is|were|are)? ?(?:not found|incorrect)|mailbox not found|` +
		`no longer (?:exists|employed)|that you tried to reach does not exist|(?:no|not) (?:such|a) .{0,12}(?:user|` +
		`mailbox)|recipnotfound|badrcpt|recipient not found|addressee unknown|not a known user|unknown: user|` +
		`not (?:our|my) (?:user|customer)|not a (?:local|valid|known) (?:mailbox|user|recipient|address)|badrcpt|` +
		`bad address|mailbox not present|not in my domain|no existe|utilisateur inconnu|by that name|` +
		`not an active address|e-?mail name is not found|(?:recipient|address)(?:es)? (?:is )?(?:not local|` +
		`not accepted|refuses to accept)|envelope recipient (?:has been denied|is in my)|missing home directory|` +
		`doesn't have an? .{0,40}account|(?:recipient|mailbox) (?:address )?rejected\.? ?(?:$|\(?in reply|rcpt to)|` +
		`invalid final delivery userid|recipient name is not recognized`)},
	{causeNobody, otherTongues},
	{causePassing, regexp.MustCompile(`tim(?:e|ed) ?-?out|expired|too long|name server reply|` +
		`could not (?:be )?connect|unable to connect|connection (?:refused|failed|reset|closed|lost)|deferred|` +
		`temporar|loop|hop count|service (?:currently )?(?:unavailable|refused)|protocol error`)},
}

// otherTongues is how servers that speak no English say that there is nobody of that name.
var otherTongues = regexp.MustCompile(`(?:destinataire|utilisateur|adresse|compte|bo[iî]te)\S*(?: \S+){0,4}? ` +
	`(?:inconnu|inexistant|n'existe pas|introuvable)|(?:empf(?:ä|ae)nger|benutzer|adresse|postfach|konto)\S*` +
	`(?: \S+){0,5}? (?:unbekannt|existiert nicht|nicht gefunden|nicht im|nicht vorhanden|ung(?:ü|ue)ltig)|` +
	`(?:destinatari[oa]|usuario|buz[oó]n|cuenta|direcci[oó]n|utente|casella|indirizzo)\S*(?: \S+){0,4}? ` +
	`(?:desconocid[oa]|no existe|inexistente|sconosciut[oa]|non esiste|non trovat[oa])|` +
	`(?:ontvanger|gebruiker|adres|mottaker|mottagare|modtager|bruker|odbiorca|adresat)\S*(?: \S+){0,4}? ` +
	`(?:onbekend|bestaat niet|ukjent|ok[äa]nd|ukendt|nie istnieje|nieznany)|(?:nieznany|unbekannter) \S+`)

// causeOf finds the cause in a server's words.
func causeOf(words string) cause {
	words = fold(strings.ToLower(words[:min(len(words), 16<<10)]))
	for _, c := range causes {
		if c.pattern.MatchString(words) {
			return c.cause
		}
	}
	return causeUnclear
}

// tellsReason reports whether the words hold a reason that we know.
func tellsReason(words string) bool { return causeOf(words) != causeUnclear }

// nobodyThere are the status codes for an address or domain that does not exist (RFC 3463 section 3.2, and
// X.4.4 for a domain without a route). Microsoft writes 5.1.10 and 5.1.351.
var nobodyThere = map[string]bool{
	"5.1.1": true, "5.1.2": true, "5.1.3": true, "5.1.6": true, "5.1.10": true, "5.1.351": true, "5.4.4": true,
	"5.4.310": true,
}

// neverWorks weighs a status code and the words that came with it. "User unknown" is believed from a server that
// refused the address itself, or that speaks of its own list of users, or in another tongue
// than the codes'; said after the letter's text, or nobody knows
// when, it is often a filter being polite, and the address may be a good one.
func neverWorks(status, words string) bool {
	switch causeOf(words) {
	case causePassing:
		return false
	case causeGone:
		return true
	case causeNobody:
		return nobodyThere[status] || addressStage.MatchString(words) || ownDirectory.MatchString(fold(words)) ||
			strings.HasPrefix(status, "5.1.") || saidForGood.MatchString(fold(words)) ||
			otherTongues.MatchString(fold(strings.ToLower(words)))
	}
	return nobodyThere[status]
}

// addressStage is the moment of a delivery at which the address is given.
var addressStage = regexp.MustCompile(`(?i)rcpt[ _]to|(?:in reply to|after|in response to|following|` +
	`during) (?:the )?RCPT\b|rejected recipient`)

// saidForGood is how programs tell that a server's word on the address is its last.
var saidForGood = regexp.MustCompile(`(?i)permanent fatal (?:delivery )?(?:error|failure)|` +
	`failed permanently|remote (?:smtp )?(?:server|host) (?:said|replied|responded|returned|answered)[: ]|` +
	`(?:account|mailbox|user)(?: [^ ]+@[^ ]+)? (?:does not exist|not found)\b|recipient unknown\b|` +
	`no such (?:recipient|mailbox|account|address|person) (?:here|(?:at|on|in) this)\b|` +
	`\b(?:not known|unknown|not found|not exist) (?:here|(?:at|on|in) this (?:site|server|system|domain|host|company|` +
	`organi[sz]ation))\b|not (?:in|on) (?:our|the|my) (?:list|directory|address book)\b|` +
	`no such user!|@\S+: ?5\d\d (?:5\.\d\.\d )?(?:no such|unknown|invalid) (?:user|mailbox|recipient)|` +
	`recipient address rejected: access denied|no such person at this address|@\S+ unknown user$`)

// ownDirectory is how servers speak of their own users.
var ownDirectory = regexp.MustCompile(`(?i)(?:recipient|local|virtual)\S* (?:name is not recognized|recipient table|` +
	`alias table|mailbox table|user table)|unknown recipient|final delivery userid|not listed in|` +
	`does(?: not|n't) have an? .{0,40}account|mailbox unavailable|local mailbox \S+ is unavailable|` +
	`mail\.local|^unknown user: ?\S+@`)

func fold(s string) string { return strings.Join(strings.Fields(s), " ") }
