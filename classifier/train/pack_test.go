package train

import (
	"slices"
	"strings"
	"testing"

	"complaints/classifier/internal/linear"
)

func TestPackedVectorsAreReadBack(t *testing.T) {
	t.Parallel()
	b, err := PackVectors(strings.NewReader(`{"precision":8,"size":5,"dimensions":2,"words":["the",",","x","damp","Mr"],
		"vectors":{"the":[1,-0.5,1.1,0],",":[9,9,9,1],"damp":[0.25,0,0.25,3],"x":[1,1,1,2],"Mr":[1,1,1,4]},
		"unkVector":[0,0,0,-1]}`))
	if err != nil {
		t.Fatal(err)
	}
	v, err := linear.DecodeVectors(b)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Hashes) != 2 || v.Dims != 2 {
		t.Fatalf("%d words of %d numbers, want the two plain words of 2", len(v.Hashes), v.Dims)
	}
	row := linear.Find(v.Slots, v.Mask, uint32(linear.Hash(2166136261).Add("the")))
	if row < 0 || !slices.Equal(v.Values(row), []int8{127, -64}) {
		t.Errorf("the: row %d, values %v", row, v.Values(row))
	}
	damp := linear.Find(v.Slots, v.Mask, uint32(linear.Hash(2166136261).Add("damp")))
	if damp < 0 || v.Weight[damp] <= v.Weight[row] {
		t.Errorf("the rarer word counts for less: %v", v.Weight)
	}
}

func TestVectorsThatCannotBePacked(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"empty":             ``,
		"no words kept":     `{"dimensions":2,"words":["X"],"vectors":{"X":[1,2]}}`,
		"vectors first":     `{"vectors":{"the":[1,2]},"dimensions":2,"words":["the"]}`,
		"too few numbers":   `{"dimensions":2,"words":["the"],"vectors":{"the":[1]}}`,
		"too many to hold":  `{"dimensions":4000,"words":["the"],"vectors":{"the":[1]}}`,
		"cut short":         `{"dimensions":2,"words":["the"],"vectors":{"the":[1,2]`,
		"words not in list": `{"dimensions":2,"words":{"the":1},"vectors":{"the":[1,2]}}`,
	} {
		if b, err := PackVectors(strings.NewReader(source)); err == nil {
			t.Errorf("%s: %d bytes were packed, want an error", name, len(b))
		}
	}
}
