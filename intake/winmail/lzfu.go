package winmail

import (
	"encoding/binary"
	"errors"
)

// maxRTF is how many bytes of RTF a winmail.dat may unfold to. The compression yields up to eight times its input.
const maxRTF = 16 << 20

var errNotLZFu = errors.New("this is not compressed RTF")

// rtfWords are what the dictionary holds at the beginning ([MS-OXRTFCP] 2.1.2.1).
const rtfWords = `{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor ` +
	`MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0` +
	"\r\n" + `\par \pard\plain\f0\fs20\b\i\u\tab\tx`

// Unfold undoes the compression that Outlook gives to the RTF of a mail. Of damaged data it returns what came before
// the damage, with whole false.
func Unfold(data []byte) (rtf []byte, whole bool, err error) {
	const head, stored, packed = 16, 0x414c454d, 0x75465a4c
	if len(data) < head {
		return nil, false, errNotLZFu
	}
	size, kind := binary.LittleEndian.Uint32(data[4:]), binary.LittleEndian.Uint32(data[8:])
	most := int(min(size, maxRTF))
	data = data[head:]
	switch kind {
	case stored:
		return data[:min(len(data), most)], len(data) >= int(size), nil
	case packed:
		rtf = unpack(data, most)
		return rtf, len(rtf) == int(size), nil
	}
	return nil, false, errNotLZFu
}

// unpack reads runs of eight items, each a byte or a place and a length in the dictionary, which is a ring.
func unpack(data []byte, most int) (out []byte) {
	var ring [4096]byte
	at := copy(ring[:], rtfWords)
	write := func(b byte) {
		out = append(out, b)
		ring[at] = b
		at = (at + 1) % len(ring)
	}
	for len(data) > 0 {
		flags := data[0]
		data = data[1:]
		for bit := range 8 {
			if flags>>bit&1 == 0 {
				if len(data) < 1 || len(out) >= most {
					return out
				}
				write(data[0])
				data = data[1:]
				continue
			}
			if len(data) < 2 {
				return out
			}
			ref := binary.BigEndian.Uint16(data)
			data = data[2:]
			from := int(ref >> 4)
			if from == at { // the end
				return out
			}
			for i := range int(ref&15) + 2 {
				if len(out) >= most {
					return out
				}
				write(ring[(from+i)%len(ring)])
			}
		}
	}
	return out
}
