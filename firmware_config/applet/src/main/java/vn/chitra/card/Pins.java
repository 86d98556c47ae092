package vn.chitra.card;

import javacard.framework.OwnerPIN;

/** The holder's PIN and the PUK that unblocks it: eight octets each, ASCII digits padded FF. */
final class Pins {
    static final byte BLOCK = 8;
    private static final byte REFERENCE = 1; // P2
    private static final byte PADDING = (byte) 0xFF;

    private final Store store;
    private final OwnerPIN pin;
    private final OwnerPIN puk;

    Pins(Store store) {
        this.store = store;
        pin = new OwnerPIN(Profile.LIMITS_PIN_TRIES, BLOCK);
        puk = new OwnerPIN(Profile.LIMITS_PUK_TRIES, BLOCK);
    }

    boolean isVerified() {
        return pin.isValidated();
    }

    /** Tries left; none before personalisation has set a PIN. */
    byte pinTries() {
        return store.has(Profile.STAGES_PIN) ? pin.getTriesRemaining() : 0;
    }

    byte pukTries() {
        return store.has(Profile.STAGES_PUK) ? puk.getTriesRemaining() : 0;
    }

    void setPin(byte[] data, short at) {
        pin.update(data, at, BLOCK);
    }

    void setPuk(byte[] data, short at) {
        puk.update(data, at, BLOCK);
    }

    /** All tries back; the PIN stays, and so does that it was shown. */
    void unblock() {
        if (!pin.isValidated()) {
            pin.resetAndUnblock();
        }
    }

    /** Refuse with 6A80 unless the eight octets at {@code at} are so many digits, padded. */
    static void checkBlock(byte[] data, short at, short digits) {
        for (short i = 0; i < BLOCK; i++) {
            byte c = data[(short) (at + i)];
            boolean right = i < digits ? c >= '0' && c <= '9' : c == PADDING;
            Refuse.unless(right, Refuse.WRONG_DATA);
        }
    }

    void forget() {
        pin.reset();
        puk.reset();
    }

    /** VERIFY. Without data it only tells the tries left. The card spends a try before it looks. */
    void verify(short p1p2, byte[] data, short at, short length) {
        begin(p1p2, pinTries());
        if (length == 0) {
            Refuse.with((short) (Refuse.TRIES_LEFT | pinTries()));
        }
        Refuse.unless(length == BLOCK, Refuse.WRONG_LENGTH);
        present(pin, data, at);
    }

    /** CHANGE REFERENCE DATA: the old PIN and the new. */
    void change(short p1p2, byte[] data, short at, short length) {
        begin(p1p2, pinTries());
        checkTwoBlocks(data, at, length);
        present(pin, data, at);
        setPin(data, (short) (at + BLOCK));
    }

    /** RESET RETRY COUNTER: the PUK and a new PIN. */
    void reset(short p1p2, byte[] data, short at, short length) {
        begin(p1p2, pukTries());
        checkTwoBlocks(data, at, length);
        present(puk, data, at);
        puk.reset();
        setPin(data, (short) (at + BLOCK));
    }

    /** All three forget that the PIN was shown. */
    private void begin(short p1p2, byte tries) {
        Refuse.unless((byte) (p1p2 >> 8) == 0, Refuse.INCORRECT_P1P2);
        Refuse.unless((byte) p1p2 == REFERENCE, Refuse.REFERENCE_NOT_FOUND);
        pin.reset();
        Refuse.unless(tries != 0, Refuse.PIN_BLOCKED);
    }

    /** What is shown, and the new PIN, which must be one before a try is spent. */
    private static void checkTwoBlocks(byte[] data, short at, short length) {
        Refuse.unless(length == (short) (2 * BLOCK), Refuse.WRONG_LENGTH);
        checkBlock(data, (short) (at + BLOCK), Profile.LIMITS_PIN_DIGITS);
    }

    private static void present(OwnerPIN which, byte[] data, short at) {
        if (!which.check(data, at, BLOCK)) {
            short left = which.getTriesRemaining();
            Refuse.with(left == 0 ? Refuse.PIN_BLOCKED : (short) (Refuse.TRIES_LEFT | left));
        }
    }
}
