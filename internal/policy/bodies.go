package policy

import (
	"slices"
	"strings"

	"complaints/internal/calendar"
)

// Body is an official body that may write to a landlord about a resident, a home or the landlord itself. It is never a
// complainant: a person answers it, by its own date.
type Body struct {
	Name    string   `yaml:"name"`    // as a letter says it
	Domains []string `yaml:"domains"` // from which it writes, those below them too
	Nations []string `yaml:"nations"` // where it has a say: england, scotland, wales, northern-ireland; all if empty
	// Ombudsman: it looks at complaints that our procedure has answered, so its letter belongs to a case
	Ombudsman bool `yaml:"ombudsman"`
	// Personal: it watches over personal data, so the data protection officer hears of it too
	Personal bool `yaml:"personal"`
	// Many: many people write from there who may be residents of ours, so the words have to say that it is official
	Many bool `yaml:"many"`
}

// bodies are those that are known by where they write from. Councils' environmental health, the fire service and the
// coroner have no domain of their own everywhere: they are known by their words, or by official_bodies of the policy.
var bodies = []Body{
	{Name: "The Housing Ombudsman", Domains: []string{"housing-ombudsman.org.uk"}, Nations: []string{"england"},
		Ombudsman: true},
	{Name: "The Local Government and Social Care Ombudsman", Domains: []string{"lgo.org.uk"},
		Nations: []string{"england"}, Ombudsman: true},
	{Name: "The Scottish Public Services Ombudsman", Domains: []string{"spso.gov.scot", "spso.org.uk"},
		Nations: []string{"scotland"}, Ombudsman: true},
	{Name: "The Public Services Ombudsman for Wales", Domains: []string{"ombudsman.wales", "ombwdsmon.cymru"},
		Nations: []string{"wales"}, Ombudsman: true},
	{Name: "The Northern Ireland Public Services Ombudsman", Domains: []string{"nipso.org.uk"},
		Nations: []string{"northern-ireland"}, Ombudsman: true},
	{Name: "The Information Commissioner's Office", Domains: []string{"ico.org.uk"}, Personal: true},
	{Name: "The Regulator of Social Housing", Domains: []string{"rsh.gov.uk"}, Nations: []string{"england"}},
	{Name: "The Scottish Housing Regulator", Domains: []string{"housingregulator.gov.scot"},
		Nations: []string{"scotland"}},
	{Name: "The Health and Safety Executive", Domains: []string{"hse.gov.uk"}},
	{Name: "The Equality and Human Rights Commission", Domains: []string{"equalityhumanrights.com"}},
	{Name: "The court", Domains: []string{"justice.gov.uk", "judiciary.uk", "scotcourts.gov.uk", "courtsni.gov.uk"},
		Many: true},
	{Name: "The police", Domains: []string{"police.uk"}, Many: true},
}

// Bodies are the official bodies: those of the policy, and those that everybody knows. An Ombudsman of another nation
// is one all the same.
func (p Policy) Bodies() []Body { return slices.Concat(p.OfficialBodies, bodies) }

// BodyAt is the official body that writes from an address; ok is false if it is nobody's.
func (p Policy) BodyAt(address string) (b Body, ok bool) {
	_, domain, _ := strings.Cut(strings.ToLower(address), "@")
	for _, b := range p.Bodies() {
		if slices.ContainsFunc(b.Domains, func(d string) bool {
			return domain != "" && (domain == d || strings.HasSuffix(domain, "."+d))
		}) {
			return b, true
		}
	}
	return Body{}, false
}

// publicDomains are under which public bodies of the United Kingdom write.
var publicDomains = []string{"gov.uk", "gov.scot", "gov.wales", "llyw.cymru", "police.uk", "nhs.uk", "nhs.scot",
	"parliament.uk", "judiciary.uk", "mod.uk"}

// Public reports whether an address is a public body's, whichever it is.
func Public(address string) bool {
	_, domain, _ := strings.Cut(strings.ToLower(address), "@")
	return slices.ContainsFunc(publicDomains, func(d string) bool {
		return domain == d || strings.HasSuffix(domain, "."+d)
	})
}

// Enquiries are what the policy promises to MPs and councillors who ask for a constituent.
type Enquiries struct {
	// how long an answer to them may take; nothing is promised where it is not set
	Answer *calendar.Period `yaml:"answer"`
}
