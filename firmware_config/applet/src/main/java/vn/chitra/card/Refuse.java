package vn.chitra.card;

import javacard.framework.ISOException;

/** The status words of a refusal (ISO/IEC 7816-4 tables 5 and 6), thrown by name. */
final class Refuse {
    static final short SPENT = 0x6300;
    static final short TRIES_LEFT = 0x63C0;
    static final short WRONG_LENGTH = 0x6700;
    static final short LAST_COMMAND_EXPECTED = 0x6883;
    static final short SECURITY_STATUS = 0x6982;
    static final short PIN_BLOCKED = 0x6983;
    static final short CONDITIONS = 0x6985;
    static final short WRONG_DATA = 0x6A80;
    static final short FILE_NOT_FOUND = 0x6A82;
    static final short RECORD_NOT_FOUND = 0x6A83;
    static final short MEMORY_FULL = 0x6A84;
    static final short INCORRECT_P1P2 = 0x6A86;
    static final short REFERENCE_NOT_FOUND = 0x6A88;
    static final short WRONG_OFFSET = 0x6B00;
    static final short INS_NOT_SUPPORTED = 0x6D00;
    static final short CLA_NOT_SUPPORTED = 0x6E00;

    private Refuse() {}

    static void with(short status) {
        ISOException.throwIt(status);
    }

    /** Unless {@code held}, answer with {@code status}. */
    static void unless(boolean held, short status) {
        if (!held) {
            ISOException.throwIt(status);
        }
    }
}
