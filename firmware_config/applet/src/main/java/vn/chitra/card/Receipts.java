package vn.chitra.card;

import javacard.framework.Util;

/**
 * Makes receipts: a CBOR array of eleven byte strings of fixed length, so a template with holes.
 * Fields are named by their offsets; the signature follows the payload.
 */
final class Receipts {
    static final short KIND = 2; // 1
    static final short CARD_ID = 4; // 8
    static final short SLOT = 13; // 1
    static final short ENTITLEMENT = 15; // 16
    static final short BASE = 32; // 2
    static final short MASK = 35; // 4
    static final short AMOUNT = 40; // 4
    static final short COUNTER = 45; // 4
    static final short TERMINAL = 50; // 8
    static final short NONCE = 59; // 8
    static final short TIME = 68; // 4
    static final short PAYLOAD_LENGTH = 72;
    static final short NONCE_LENGTH = 8;
    static final short TERMINAL_LENGTH = 8;
    static final short LONGEST = (short) (PAYLOAD_LENGTH + Ecdsa.LONGEST);

    /** The octets before each field: an array of eleven, then byte strings of these lengths. */
    private static final byte ARRAY = (byte) 0x8B;
    private static final byte[] LENGTHS = {1, 8, 1, 16, 2, 4, 4, 4, 8, 8, 4};

    private final Store store;
    private final Ecdsa ecdsa;
    private final SigStructure structure;
    private final CardKey key;

    Receipts(Store store, Ecdsa ecdsa, SigStructure structure, CardKey key) {
        this.store = store;
        this.ecdsa = ecdsa;
        this.structure = structure;
        this.key = key;
    }

    /**
     * Begin the next receipt at the front of {@code out}: heads, kind, card id and counter, the
     * other fields zero. Refuses with 6A84 when the counter has reached its end.
     */
    void begin(byte[] out, byte kind) {
        Util.arrayFillNonAtomic(out, (short) 0, PAYLOAD_LENGTH, (byte) 0);
        out[0] = ARRAY;
        short at = 1;
        for (short i = 0; i < (short) LENGTHS.length; i++) {
            out[at] = (byte) (0x40 | LENGTHS[i]);
            at = (short) (at + (short) (1 + LENGTHS[i]));
        }
        out[KIND] = kind;
        byte[] fields = store.fields();
        Util.arrayCopyNonAtomic(fields, Store.CARD_ID, out, CARD_ID, Store.CARD_ID_LENGTH);
        U32.plusOne(fields, Store.COUNTER, out, COUNTER);
        boolean past = U32.compare(out, COUNTER, Profile.LIMITS_COUNTER_MAX, (short) 0) > 0;
        Refuse.unless(!past, Refuse.MEMORY_FULL);
    }

    /** Sign the filled receipt at the front of {@code out}. Returns its length with signature. */
    short sign(byte[] out) {
        short head = structure.fill(out, CARD_ID, PAYLOAD_LENGTH);
        short length = ecdsa.sign(
                key, structure.octets(), head, out, (short) 0, PAYLOAD_LENGTH, out, PAYLOAD_LENGTH);
        return (short) (PAYLOAD_LENGTH + length);
    }
}
