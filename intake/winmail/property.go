package winmail

import "encoding/binary"

// Properties of a message or a file ([MS-OXPROPS]) that hold words or a name.
const (
	propBody     = 0x1000
	propRTF      = 0x1009
	propHTML     = 0x1013
	propLongName = 0x3707
)

// readProperties goes through a list of properties ([MS-OXTNEF] 2.1.3.4) and hands on those that are a string or bytes,
// the first value of each.
func (r *reader) readProperties(data []byte, use func(id uint16, value []byte, unicode bool)) {
	list := propertyReader{data: data}
	for n := list.number(); n > 0 && !list.short; n-- {
		list.number()
		id, kind, many := list.high, list.low&^0x1000, list.low&0x1000 != 0
		if id >= 0x8000 {
			list.skipName()
		}
		values := uint32(1)
		size, fixed := propertySizes[kind]
		if many || !fixed {
			values = list.number()
		}
		if fixed && size == 0 {
			values = 0 // it takes no room, however many there are
		}
		for i := uint32(0); i < values && !list.short; i++ {
			if !fixed {
				size = list.number()
			}
			value := list.take(size)
			if i == 0 && !fixed && !list.short {
				use(id, value, kind == 0x1f)
			}
		}
	}
	r.mail.Damaged = r.mail.Damaged || list.short
}

// propertySizes are how many bytes a value of a type takes; those not named say it themselves.
var propertySizes = map[uint16]uint32{
	0x01: 0, 0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0a: 4, 0x0b: 4, 0x14: 8, 0x40: 8, 0x48: 16,
}

// propertyReader reads a list of properties and notes when it has run out.
type propertyReader struct {
	data      []byte
	low, high uint16 // the halves of the last number
	short     bool
}

func (r *propertyReader) number() uint32 {
	b := r.take(4)
	if r.short {
		return 0
	}
	r.low, r.high = binary.LittleEndian.Uint16(b), binary.LittleEndian.Uint16(b[2:])
	return binary.LittleEndian.Uint32(b)
}

// take returns so many bytes and passes over what fills them up to a multiple of four.
func (r *propertyReader) take(n uint32) []byte {
	if uint64(n) > uint64(len(r.data)) {
		r.data, r.short = nil, true
		return nil
	}
	value := r.data[:n]
	r.data = r.data[min(uint64(len(r.data)), (uint64(n)+3)/4*4):]
	return value
}

// skipName passes over the name of a property that has one.
func (r *propertyReader) skipName() {
	r.take(16)
	if kind := r.number(); kind == 1 {
		r.take(r.number())
		return
	}
	r.number()
}
