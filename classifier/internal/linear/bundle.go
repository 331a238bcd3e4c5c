package linear

import (
	"encoding/binary"
	"fmt"
)

// Models are what the classifier reads with: one of whole messages, one of windows of a few sentences, for what a
// message may hold whatever it is about, and one of the units of its body.
type Models struct {
	Whole, Notes, Units, Times *Model
}

// bundleMagic begins a file of models: each follows with its length before it, little-endian.
const bundleMagic = "CMDS0002"

// Encode writes the models to one file.
func (m Models) Encode() []byte {
	b := []byte(bundleMagic)
	for _, one := range []*Model{m.Whole, m.Notes, m.Units, m.Times} {
		file := one.Encode()
		b = append(binary.LittleEndian.AppendUint32(b, uint32(len(file))), file...)
	}
	return b
}

// DecodeModels reads a file of models, which go on reading from it.
func DecodeModels(b []byte, vec *Vectors) (m Models, err error) {
	if len(b) < len(bundleMagic) || string(b[:len(bundleMagic)]) != bundleMagic {
		return m, fmt.Errorf("read the models: %w", errModel)
	}
	b = b[len(bundleMagic):]
	for _, to := range []**Model{&m.Whole, &m.Notes, &m.Units, &m.Times} {
		if len(b) < 4 || uint64(len(b)-4) < uint64(binary.LittleEndian.Uint32(b)) {
			return m, fmt.Errorf("read the models: %w", errModel)
		}
		n := 4 + int(binary.LittleEndian.Uint32(b))
		if *to, err = DecodeModel(b[4:n], vec); err != nil {
			return m, err
		}
		b = b[n:]
	}
	return m, nil
}

// Version names all of them.
func (m Models) Version() string {
	return m.Whole.Version + " " + m.Notes.Version + " " + m.Units.Version + " " + m.Times.Version
}
