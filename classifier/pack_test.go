package classifier

import (
	"slices"
	"strings"
	"testing"
)

func TestPackedVectorsAreReadBack(t *testing.T) {
	t.Parallel()
	b, err := PackVectors(strings.NewReader(`{"precision":8,"size":5,"dimensions":2,"words":["the",",","x","damp","Mr"],
		"vectors":{"the":[1,-0.5,1.1,0],",":[9,9,9,1],"damp":[0.25,0,0.25,3],"x":[1,1,1,2],"Mr":[1,1,1,4]},"unkVector":[0,0,0,-1]}`))
	if err != nil {
		t.Fatal(err)
	}
	v, err := decodeVectors(b)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.hashes) != 2 || v.dims != 2 {
		t.Fatalf("%d words of %d numbers, want the two plain words of 2", len(v.hashes), v.dims)
	}
	row := find(v.slots, v.mask, v.hashes, uint32(hash(2166136261).add("the")))
	if row < 0 || !slices.Equal(v.values(row), []int8{127, -64}) {
		t.Errorf("the: row %d, values %v", row, v.values(row))
	}
	damp := find(v.slots, v.mask, v.hashes, uint32(hash(2166136261).add("damp")))
	if damp < 0 || v.weight[damp] <= v.weight[row] {
		t.Errorf("the rarer word counts for less: %v", v.weight)
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
			t.Errorf("%s: no error, %d bytes", name, len(b))
		}
	}
}
