package vn.chitra.card;

import javacard.framework.JCSystem;
import javacard.framework.Util;

/**
 * What a COSE_Sign1's signature covers (RFC 9052 §4.4), up to its payload's first octet.
 *
 * With the protected header {1: -7, 4: kid of eight octets} and no external data that is a fixed
 * head with a hole, so the card signs and checks COSE messages without knowing CBOR.
 */
final class SigStructure {
    private static final byte[] HEAD = {
        (byte) 0x84, 0x6A, 'S', 'i', 'g', 'n', 'a', 't', 'u', 'r', 'e', '1',
        0x4D, (byte) 0xA2, 0x01, 0x26, 0x04, 0x48
    };
    private static final byte NO_EXTERNAL_DATA = 0x40;
    private static final short KID = 18;
    private static final short KID_LENGTH = 8;
    private static final short EXTERNAL = 26;
    private static final short PAYLOAD_HEAD = 27;
    private static final short LONGEST = 30;

    private final byte[] octets;

    SigStructure() {
        octets = JCSystem.makeTransientByteArray(LONGEST, JCSystem.CLEAR_ON_DESELECT);
    }

    byte[] octets() {
        return octets;
    }

    /** Fill the head for a payload of so many octets. Returns the head's length. */
    short fill(byte[] kid, short kidAt, short payloadLength) {
        Util.arrayCopyNonAtomic(HEAD, (short) 0, octets, (short) 0, KID);
        Util.arrayCopyNonAtomic(kid, kidAt, octets, KID, KID_LENGTH);
        octets[EXTERNAL] = NO_EXTERNAL_DATA;
        return (short) (PAYLOAD_HEAD + ByteString.putHead(octets, PAYLOAD_HEAD, payloadLength));
    }
}
