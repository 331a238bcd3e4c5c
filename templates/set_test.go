package templates

import "testing"

func TestDefaultsAreGood(t *testing.T) {
	t.Parallel()
	s, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.Check(SampleLandlord()) {
		t.Error(p)
	}
}
