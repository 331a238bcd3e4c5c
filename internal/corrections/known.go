package corrections

import (
	"complaints/internal/complaint"
	"complaints/internal/disclosure"
	"complaints/store"
	"regexp"
	"strings"
)

// known is whom and what the file of a case names: the resident, who speaks for them, everybody who wrote in it, the
// people of the register, and whoever is named with a title.
func (x *export) known(c complaint.Case, messages []store.Read) Known {
	k := Known{
		People: []string{c.Party.Name, c.Representative.Name, c.Stage1.Handler.Name, c.Stage2.Handler.Name},
		Places: []string{c.Party.Address},
	}
	for _, staff := range x.Register.Everyone() {
		k.People = append(k.People, staff.Name)
	}
	for _, a := range c.Addresses() {
		k.Hints = append(k.Hints, namesInAddress(a)...)
	}
	for _, m := range messages {
		k.People = append(k.People, m.Message.FromName)
		k.Hints = append(k.Hints, namesInAddress(m.Message.From)...)
		for _, titled := range disclosure.Titled(m.Message.Subject + "\n" + m.Message.Text) {
			_, name, _ := strings.Cut(titled, " ")
			k.People = append(k.People, name)
		}
	}
	return k
}

var addressParts = regexp.MustCompile(`\pL{4,}`)

// namesInAddress are the words before the @ that may be names: asha.rahman.
func namesInAddress(address string) []string {
	local, _, ok := strings.Cut(address, "@")
	if !ok {
		return nil
	}
	return addressParts.FindAllString(local, -1)
}
