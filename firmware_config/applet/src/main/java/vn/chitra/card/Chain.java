package vn.chitra.card;

import javacard.framework.ISO7816;
import javacard.framework.JCSystem;
import javacard.framework.SystemException;
import javacard.framework.Util;

/** Collects the links of a chained command (ISO/IEC 7816-4 §5.3.3) in memory. */
final class Chain {
    static final byte MORE = 0x10; // the class octet's bit 5: not the last link

    // What all links of a chain have in common, then whether there is one
    private static final byte CLA = 0;
    private static final byte INS = 1;
    private static final byte P1 = 2;
    private static final byte P2 = 3;
    private static final byte WRAPPED = 4;
    private static final byte OPEN = 5;
    private static final short HEADER_LENGTH = 6;

    private final byte[] octets;
    private final byte[] header;
    private final short[] length;

    Chain() {
        octets = roomFor(Profile.LIMITS_SCRIPT);
        header = JCSystem.makeTransientByteArray(HEADER_LENGTH, JCSystem.CLEAR_ON_DESELECT);
        length = JCSystem.makeTransientShortArray((short) 1, JCSystem.CLEAR_ON_DESELECT);
    }

    byte[] octets() {
        return octets;
    }

    short length() {
        return length[0];
    }

    boolean isOpen() {
        return header[OPEN] != 0;
    }

    void forget() {
        header[OPEN] = 0;
    }

    /**
     * Take in one command's data. Returns whether the chain ends with it.
     *
     * Refuses with 6883 a command that does not continue the open chain (one in clear never
     * continues one that came {@code wrapped}, nor the other way round), with 6700 what is longer
     * than any command may be; either way the chain is dropped.
     */
    boolean takesLast(byte[] apdu, short dataLength, boolean wrapped) {
        byte cla = (byte) (apdu[ISO7816.OFFSET_CLA] & ~MORE);
        byte through = wrapped ? (byte) 1 : (byte) 0;
        boolean continues = header[CLA] == cla
                && header[INS] == apdu[ISO7816.OFFSET_INS]
                && header[P1] == apdu[ISO7816.OFFSET_P1]
                && header[P2] == apdu[ISO7816.OFFSET_P2]
                && header[WRAPPED] == through;
        if (!isOpen()) {
            length[0] = 0;
        } else {
            forget();
            Refuse.unless(continues, Refuse.LAST_COMMAND_EXPECTED);
        }
        short total = (short) (length[0] + dataLength);
        Refuse.unless(total <= Profile.LIMITS_SCRIPT, Refuse.WRONG_LENGTH);
        Util.arrayCopyNonAtomic(apdu, ISO7816.OFFSET_CDATA, octets, length[0], dataLength);
        length[0] = total;
        if ((apdu[ISO7816.OFFSET_CLA] & MORE) == 0) {
            return true;
        }
        header[CLA] = cla;
        header[INS] = apdu[ISO7816.OFFSET_INS];
        header[P1] = apdu[ISO7816.OFFSET_P1];
        header[P2] = apdu[ISO7816.OFFSET_P2];
        header[WRAPPED] = through;
        header[OPEN] = 1;
        return false;
    }

    /** RAM if the card has that much, else slower memory that wears: only long chains use it. */
    private static byte[] roomFor(short size) {
        try {
            return JCSystem.makeTransientByteArray(size, JCSystem.CLEAR_ON_DESELECT);
        } catch (SystemException noTransientSpace) {
            return new byte[size];
        }
    }
}
