package vn.chitra.card;

import javacard.framework.Util;

/** The heads of CBOR byte strings (RFC 8949 §3, major type 2), in their shortest form only. */
final class ByteString {
    private static final short TYPE = 0x40;
    private static final byte ONE_OCTET = 0x58;
    private static final byte TWO_OCTETS = 0x59;
    private static final short IMMEDIATE = 24; // lengths below stand in the first octet
    private static final short ONE_OCTET_LENGTHS = 256;

    private ByteString() {}

    /** Write the head of a string of {@code length} octets. Returns the head's own length. */
    static short putHead(byte[] out, short at, short length) {
        if (length < IMMEDIATE) {
            out[at] = (byte) (TYPE | length);
        } else if (length < ONE_OCTET_LENGTHS) {
            out[at] = ONE_OCTET;
            out[(short) (at + 1)] = (byte) length;
        } else {
            out[at] = TWO_OCTETS;
            Util.setShort(out, (short) (at + 1), length);
        }
        return headLength(length);
    }

    static short headLength(short length) {
        if (length < IMMEDIATE) {
            return 1;
        }
        return length < ONE_OCTET_LENGTHS ? (short) 2 : (short) 3;
    }

    /**
     * The length of the string whose head begins at {@code at}. Refuses with 6A80 another type, a
     * length that has a shorter form, and a head that reaches past {@code end}.
     */
    static short lengthAt(byte[] data, short at, short end) {
        Refuse.unless(at < end, Refuse.WRONG_DATA);
        short first = (short) (data[at] & 0xFF);
        short length = (short) (first - TYPE);
        if (first == (short) (ONE_OCTET & 0xFF)) {
            Refuse.unless((short) (at + 1) < end, Refuse.WRONG_DATA);
            length = (short) (data[(short) (at + 1)] & 0xFF);
            Refuse.unless(length >= IMMEDIATE, Refuse.WRONG_DATA);
        } else if (first == (short) (TWO_OCTETS & 0xFF)) {
            Refuse.unless((short) (at + 2) < end, Refuse.WRONG_DATA);
            length = Util.getShort(data, (short) (at + 1));
            Refuse.unless(length >= ONE_OCTET_LENGTHS, Refuse.WRONG_DATA); // nor past 32,767
        } else {
            Refuse.unless(length >= 0 && length < IMMEDIATE, Refuse.WRONG_DATA);
        }
        return length;
    }
}
