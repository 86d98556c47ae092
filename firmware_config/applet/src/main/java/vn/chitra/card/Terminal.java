package vn.chitra.card;

import javacard.framework.JCSystem;
import javacard.framework.Util;
import javacard.security.RandomData;

/**
 * The terminal at the other end: its certificate, the challenge, and whether it has answered.
 *
 * Certificate: 42 CA id 8 | 50 terminal id 8 | 53 office 6 | 54 generation 2 | 55 expiry 4 |
 * 86 point 65 | 9E signature, in this order and these lengths. The card has no clock: hosts and
 * the ledger look at the expiry.
 */
final class Terminal {
    private static final short HEAD = 2; // tag and length
    private static final short CA_ID = 2;
    private static final short ID = 12;
    private static final short OFFICE = 22;
    private static final short GENERATION = 30;
    private static final short EXPIRES_AT = 34;
    private static final short POINT = 40;
    private static final short BODY_LENGTH = 105;
    private static final short P1P2_CERTIFICATE = 0x00BE;

    private static final short MESSAGE_LENGTH = 37; // domain, card id, challenge, terminal id

    // What is remembered until the card is reset or selected anew
    private static final short MY_ID = 0;
    private static final short MY_POINT = 8;
    private static final short CHALLENGE = 73;
    private static final short IS_CERTIFIED = 81;
    private static final short IS_CHALLENGED = 82;
    private static final short IS_AUTHENTICATED = 83;
    private static final short SIZE = 84;

    private final Store store;
    private final Ecdsa ecdsa;
    private final RandomData random;
    private final byte[] memory;

    Terminal(Store store, Ecdsa ecdsa, RandomData random) {
        this.store = store;
        this.ecdsa = ecdsa;
        this.random = random;
        memory = JCSystem.makeTransientByteArray(SIZE, JCSystem.CLEAR_ON_DESELECT);
    }

    boolean isAuthenticated() {
        return memory[IS_AUTHENTICATED] != 0;
    }

    /** Whether its certificate gives it this id of eight octets. */
    boolean is(byte[] id, short at) {
        return Util.arrayCompare(memory, MY_ID, id, at, Store.ID_LENGTH) == 0;
    }

    void forget() {
        Util.arrayFillNonAtomic(memory, (short) 0, SIZE, (byte) 0);
    }

    /** PSO VERIFY CERTIFICATE. Whatever terminal was there before is forgotten first. */
    void certify(short p1p2, byte[] data, short at, short length) {
        Refuse.unless(p1p2 == P1P2_CERTIFICATE, Refuse.INCORRECT_P1P2);
        memory[IS_CERTIFIED] = 0;
        memory[IS_AUTHENTICATED] = 0;
        boolean wellFormed = isCertificate(data, at, length)
                && ecdsa.knows(data, (short) (at + POINT));
        Refuse.unless(wellFormed, Refuse.WRONG_DATA);
        byte[] fields = store.fields();
        short ca = (short) (at + CA_ID);
        boolean ours = store.has(Profile.STAGES_TERMINAL_CA)
                && Util.arrayCompare(fields, Store.TERMINAL_CA, data, ca, Store.ID_LENGTH) == 0;
        Refuse.unless(ours, Refuse.REFERENCE_NOT_FOUND);
        boolean old = U32.compare(
                data, (short) (at + GENERATION),
                fields, (short) (Store.TERMINAL_CA + Store.GENERATION),
                Store.GENERATION_LENGTH) < 0;
        Refuse.unless(!old, Refuse.CONDITIONS);
        short der = (short) (at + (short) (BODY_LENGTH + 2));
        short derLength = (short) (length - (short) (BODY_LENGTH + 2));
        boolean signed =
                ecdsa.knows(fields, (short) (Store.TERMINAL_CA + Store.TERMINAL_CA_POINT))
                && ecdsa.verifies(data, at, BODY_LENGTH, data, der, derLength);
        Refuse.unless(signed, Refuse.SECURITY_STATUS);
        Util.arrayCopyNonAtomic(data, (short) (at + ID), memory, MY_ID, Store.ID_LENGTH);
        Util.arrayCopyNonAtomic(data, (short) (at + POINT), memory, MY_POINT, P256.POINT_LENGTH);
        memory[IS_CERTIFIED] = 1;
    }

    /** GET CHALLENGE: eight random octets, good for one EXTERNAL AUTHENTICATE. */
    short challenge(byte[] out) {
        random.generateData(memory, CHALLENGE, Profile.LIMITS_CHALLENGE);
        memory[IS_CHALLENGED] = 1;
        return Util.arrayCopyNonAtomic(memory, CHALLENGE, out, (short) 0, Profile.LIMITS_CHALLENGE);
    }

    /** EXTERNAL AUTHENTICATE. The challenge is spent either way. */
    void authenticate(short p1p2, byte[] der, short at, short length, byte[] scratch) {
        Refuse.unless(p1p2 == 0, Refuse.INCORRECT_P1P2);
        boolean ready = memory[IS_CERTIFIED] != 0 && memory[IS_CHALLENGED] != 0;
        memory[IS_CHALLENGED] = 0;
        Refuse.unless(ready, Refuse.CONDITIONS);
        memory[IS_AUTHENTICATED] = 0;
        short to = (short) Profile.DOMAINS_TERMINAL.length;
        Util.arrayCopyNonAtomic(Profile.DOMAINS_TERMINAL, (short) 0, scratch, (short) 0, to);
        short id = Store.CARD_ID_LENGTH;
        to = Util.arrayCopyNonAtomic(store.fields(), Store.CARD_ID, scratch, to, id);
        to = Util.arrayCopyNonAtomic(memory, CHALLENGE, scratch, to, Profile.LIMITS_CHALLENGE);
        Util.arrayCopyNonAtomic(memory, MY_ID, scratch, to, Store.ID_LENGTH);
        boolean signed = ecdsa.knows(memory, MY_POINT)
                && ecdsa.verifies(scratch, (short) 0, MESSAGE_LENGTH, der, at, length);
        Refuse.unless(signed, Refuse.SPENT);
        memory[IS_AUTHENTICATED] = 1;
    }

    private static boolean isCertificate(byte[] data, short at, short length) {
        short left = (short) (length - (short) (BODY_LENGTH + 2));
        if (left < 1 || left > Ecdsa.LONGEST) {
            return false;
        }
        short signature = (short) (at + BODY_LENGTH);
        return isObject(data, at, CA_ID, Profile.TERMINAL_CERTIFICATE_CA)
                && isObject(data, at, ID, Profile.TERMINAL_CERTIFICATE_TERMINAL)
                && isObject(data, at, OFFICE, Profile.TERMINAL_CERTIFICATE_OFFICE)
                && isObject(data, at, GENERATION, Profile.TERMINAL_CERTIFICATE_GENERATION)
                && isObject(data, at, EXPIRES_AT, Profile.TERMINAL_CERTIFICATE_EXPIRES_AT)
                && isObject(data, at, POINT, Profile.TERMINAL_CERTIFICATE_KEY)
                && data[signature] == Profile.TERMINAL_CERTIFICATE_SIGNATURE
                && data[(short) (signature + 1)] == (byte) left
                && areDigits(data, (short) (at + OFFICE), (short) 6)
                && isTerminalId(data, (short) (at + ID));
    }

    /** Whether the certificate's object whose value is at {@code value} has that head. */
    private static boolean isObject(byte[] data, short at, short value, short head) {
        return Util.getShort(data, (short) (at + (short) (value - HEAD))) == head;
    }

    private static boolean isTerminalId(byte[] data, short at) {
        for (short i = 0; i < Store.ID_LENGTH; i++) {
            byte c = data[(short) (at + i)];
            if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')) {
                return false;
            }
        }
        return true;
    }

    private static boolean areDigits(byte[] data, short at, short length) {
        for (short i = 0; i < length; i++) {
            byte c = data[(short) (at + i)];
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }
}
