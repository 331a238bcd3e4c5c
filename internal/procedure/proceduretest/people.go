package proceduretest

import (
	"testing"

	"complaints/internal/config"
	"complaints/internal/procedure"
	"complaints/internal/reading"
)

// The people of the example register, and two ways to reach a resident.
const (
	Team     = "complaints.team@landlord.example"
	Manager  = "repairs.manager@landlord.example"
	Deputy   = "repairs.deputy@landlord.example"
	Estates  = "estate_services.manager@landlord.example"
	Director = "property.director@landlord.example"
	Housing  = "housing.director@landlord.example" // the other Director
	Chief    = "chief.executive@landlord.example"
	DPO      = "dpo@landlord.example"
	Nights   = "out.of.hours@landlord.example"
	Asha     = "asha@example.com" // the resident
	Phone    = "+447700900123"
)

// Ref is the case that is played, NextRef the next that would be opened.
const (
	Ref     = "HC-2026-000001"
	NextRef = "HC-2026-000002"
)

// Answer is an answer of a manager that is long enough to be one.
const Answer = "We are sorry. Our contractor came twice without the part and nobody told you. The pipe has been " +
	"replaced and the ceiling was made good on Monday. A surveyor looks at it again."

// Rules returns the procedure of the example configuration under a profile, such as "hastoe-2020".
func Rules(t testing.TB, profile string) procedure.Procedure {
	t.Helper()
	cfg, err := config.ForStories([]byte("policy: {profile: " + profile + "}"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := cfg.Procedure()
	if err != nil {
		t.Fatal(err)
	}
	p.Settings.WaitMinutes = 0 // a story of days need not wait for minutes; what is about them sets it
	return p
}

// Repairs is how a complaint about a repair is read.
func Repairs() reading.Reading {
	return reading.Reading{Kind: reading.KindComplaint, Area: reading.AreaRepairs, Confidence: 0.9}
}

// Reply is how a message on a case is read whose writer wants i.
func Reply(i reading.Intent) reading.Reading {
	return reading.Reading{Kind: reading.KindFollowUp, Intent: i, Area: reading.AreaRepairs}
}
