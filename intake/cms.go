package intake

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// Mail that is signed and not encrypted may have its words inside the signature (RFC 8551 section 3.5.2). They lie
// open: no key is needed to read them, and nothing is proved by reading them. Only the way to the words is walked, in
// BER as programs write it (X.690), and nothing is unpacked or copied but the words.

const (
	tagOctets   = 0x04
	tagOID      = 0x06
	tagSequence = 0x30
	tagContent  = 0xa0 // [0] EXPLICIT
	constructed = 0x20
)

// signedDataOID is 1.2.840.113549.1.7.2.
var signedDataOID = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}

// signedContent returns what is signed inside a CMS SignedData (RFC 5652 section 5.1). ok is false for anything else,
// for a signature that stands apart from what it signs, and for a damaged one.
func signedContent(data []byte) (content []byte, ok bool) {
	outer, ok := berInside(berSkipArmour(data), tagSequence)
	if !ok {
		return nil, false
	}
	kind, outer, ok := berNext(outer)
	if !ok || kind.tag != tagOID || !bytes.Equal(kind.value, signedDataOID) {
		return nil, false
	}
	if outer, ok = berInside(outer, tagContent); !ok {
		return nil, false
	}
	if outer, ok = berInside(outer, tagSequence); !ok {
		return nil, false
	}
	for range 2 { // the version and the algorithms
		if _, outer, ok = berNext(outer); !ok {
			return nil, false
		}
	}
	inner, ok := berInside(outer, tagSequence)
	if !ok {
		return nil, false
	}
	if kind, inner, ok = berNext(inner); !ok || kind.tag != tagOID {
		return nil, false
	}
	if inner, ok = berInside(inner, tagContent); !ok {
		return nil, false
	}
	octets, _, ok := berNext(inner)
	if !ok || octets.tag&^constructed != tagOctets {
		return nil, false
	}
	return octets.octets(0)
}

// element is one value of BER.
type element struct {
	tag   byte
	value []byte
}

// octets are those of an octet string, which may come in pieces.
func (e element) octets(depth int) ([]byte, bool) {
	const deepest = 4
	if e.tag == tagOctets {
		return e.value, true
	}
	if depth == deepest {
		return nil, false
	}
	var all []byte
	for rest := e.value; len(rest) > 0; {
		piece, more, ok := berNext(rest)
		if !ok || piece.tag&^constructed != tagOctets {
			return nil, false
		}
		b, ok := piece.octets(depth + 1)
		if !ok {
			return nil, false
		}
		all, rest = append(all, b...), more
	}
	return all, true
}

// berInside returns what stands inside the element with that tag at the front of b.
func berInside(b []byte, tag byte) ([]byte, bool) {
	e, _, ok := berNext(b)
	return e.value, ok && e.tag == tag
}

// berNext takes the element at the front of b.
func berNext(b []byte) (e element, rest []byte, ok bool) {
	return berTake(b, 0)
}

func berTake(b []byte, depth int) (e element, rest []byte, ok bool) {
	const deepest = 32
	if len(b) < 2 || b[0]&0x1f == 0x1f || depth > deepest { // no tag of two bytes stands on the way
		return element{}, nil, false
	}
	e.tag = b[0]
	size, head := int(b[1]), 2
	switch {
	case size == 0x80:
		return berIndefinite(e.tag, b[2:], depth)
	case size > 0x80:
		n := size & 0x7f
		if n > 4 || len(b) < 2+n {
			return element{}, nil, false
		}
		size = 0
		for _, c := range b[2 : 2+n] {
			size = size<<8 | int(c)
		}
		head += n
	}
	if size < 0 || size > len(b)-head {
		return element{}, nil, false
	}
	e.value = b[head : head+size]
	return e, b[head+size:], true
}

// berIndefinite finds the end of an element that does not say how long it is.
func berIndefinite(tag byte, b []byte, depth int) (e element, rest []byte, ok bool) {
	if tag&constructed == 0 {
		return element{}, nil, false
	}
	for at := b; ; {
		if len(at) >= 2 && at[0] == 0 && at[1] == 0 {
			return element{tag, b[:len(b)-len(at)]}, at[2:], true
		}
		_, more, ok := berTake(at, depth+1)
		if !ok {
			return element{}, nil, false
		}
		at = more
	}
}

// berSkipArmour takes off base64 that somebody has put around the bytes a second time.
func berSkipArmour(data []byte) []byte {
	if t := bytes.TrimSpace(data); bytes.HasPrefix(t, []byte("MI")) {
		text := string(bytes.Join(bytes.Fields(t), nil))
		if plain, err := base64.StdEncoding.DecodeString(text); err == nil {
			return plain
		}
	}
	return data
}

// mayBeSigned recognises a part that may hold what is signed inside it, by its type or its name.
func (p *part) mayBeSigned() bool {
	switch p.mediaType {
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		return true
	case "application/octet-stream", "application/pkcs7", "application/x-pkcs7", "application/pkcs7-signature",
		"application/x-pkcs7-signature":
		return isSealedName(p.fileName())
	}
	return false
}

func isSealedName(name string) bool {
	name = strings.ToLower(name)
	return strings.HasSuffix(name, ".p7m") || strings.HasSuffix(name, ".p7z")
}

// unwrap takes the mail out of a signature that holds it. The signature is then a wrapping like any other.
func (t *tree) unwrap(p *part, depth int) {
	if depth >= t.limits.Depth || t.count >= t.limits.Parts {
		return
	}
	data, _ := decodeTransfer(p.body, p.header.get("content-transfer-encoding"))
	if inner, ok := signedContent(data); ok && len(bytes.TrimSpace(inner)) > 0 {
		p.mediaType = "multipart/x-signed"
		p.disposition = ""
		p.parts = []*part{t.read(startOfMail(inner), depth+1)}
	}
}
