package reading

// Danger is how soon somebody must look, whatever a message is about.
type Danger string

// The grades; "" is none. A danger that is over, mended, or long known and not acute is none: its flag still stands.
const (
	DangerNow   Danger = "now"   // day or night: a person is paged within minutes
	DangerToday Danger = "today" // the first thing on today's list; nobody is woken
)

// SelfHarm is how plainly a message speaks of self-harm; "" is not at all.
type SelfHarm string

// The grades. Only the strong one may write to anybody about it.
const (
	SelfHarmWeak   SelfHarm = "weak"   // veiled, or about somebody else: a person looks
	SelfHarmStrong SelfHarm = "strong" // in the first person, about oneself
)

// Writer is who wrote a message, by what it says and by where it comes from.
type Writer string

// The writers. Whoever is not the resident has no case of his own: it belongs to whom it is for (1.1).
const (
	WriterResident       Writer = "resident"
	WriterRelative       Writer = "relative"
	WriterRepresentative Writer = "representative" // friend, carer, advocate, advice agency, solicitor
	WriterPolitician     Writer = "politician"     // MP, councillor, their office
	WriterProfessional   Writer = "professional"   // GP, ward, school, social worker, support worker
	WriterOfficial       Writer = "official_body"  // Ombudsman, ICO, regulator, police, court, council enforcement
	WriterColleague      Writer = "colleague"      // staff of the landlord, the call centre
	WriterSupplier       Writer = "supplier"       // contractor, agency, invoice, applicant for a job
	WriterStranger       Writer = "stranger"       // none of our residents, and for none of them
	WriterMachine        Writer = "machine"
)

// Consent is whether the resident agrees that the writer speaks for them.
type Consent string

// The consents; "" where the writer speaks for nobody, or for themselves.
const (
	ConsentTold  Consent = "told"  // the writer says that the resident agrees
	ConsentGiven Consent = "given" // in the resident's own words
	ConsentNone  Consent = "none"  // not told, refused, or taken back
)

// Threat is what a message threatens; "" is nothing.
type Threat string

// The threats. Court and press are everybody's right: only the first two are a danger to anybody.
const (
	ThreatStaff    Threat = "staff"
	ThreatProperty Threat = "property"
	ThreatLegal    Threat = "legal"
	ThreatPress    Threat = "press"
)

// ForSomebody reports whether a message is written by somebody else than the resident it is about, who has no complaint
// of their own in it.
func (r Reading) ForSomebody() bool {
	switch r.Writer {
	case WriterRelative, WriterRepresentative, WriterPolitician, WriterProfessional:
		return true
	}
	return (r.Writer == "" || r.Writer == WriterResident) && r.Says.ForSomebody
}

// Capacity says in what capacity somebody writes, as a clause: "an MP or a councillor". It is "" for a resident.
func (w Writer) Capacity() string {
	return map[Writer]string{
		WriterRelative: "a relative", WriterRepresentative: "somebody who acts for the resident",
		WriterPolitician: "an MP or a councillor", WriterProfessional: "a professional who has to do with the resident",
		WriterOfficial: "an official body", WriterColleague: "a colleague", WriterSupplier: "a supplier",
		WriterStranger: "somebody we do not know", WriterMachine: "a machine",
	}[w]
}
