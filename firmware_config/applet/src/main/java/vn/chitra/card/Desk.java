package vn.chitra.card;

import javacard.framework.JCSystem;

/** Personalisation: what an issuance desk says to a card that is not active yet. */
final class Desk {
    private static final short NAMES_AUTH_KEY =
            (short) (Profile.STAGES_CERTIFICATE | Profile.STAGES_RECORD);

    private final Store store;
    private final Vouchers vouchers;
    private final Pins pins;
    private final Ecdsa ecdsa;
    private final CardKey authKey;
    private final CardKey receiptKey;

    Desk(
            Store store, Vouchers vouchers, Pins pins, Ecdsa ecdsa, CardKey authKey,
            CardKey receiptKey) {
        this.store = store;
        this.vouchers = vouchers;
        this.pins = pins;
        this.ecdsa = ecdsa;
        this.authKey = authKey;
        this.receiptKey = receiptKey;
    }

    /** One of the desk's five commands. Its answer goes to the front of {@code out}. */
    short answer(byte ins, short p1p2, byte[] data, short at, short length, byte[] out) {
        byte p1 = (byte) (p1p2 >> 8);
        switch (ins) {
            case Profile.INS_GENERATE_KEY:
                return generateKey(p1, out);
            case Profile.INS_STORE_DATA:
                storeData(p1p2, data, at, length);
                return 0;
            case Profile.INS_PUT_VOUCHER:
                putVoucher(p1, data, at, length);
                return 0;
            case Profile.INS_ACTIVATE:
                activate();
                return 0;
            default: // TERMINATE
                terminate();
                return 0;
        }
    }

    /**
     * GENERATE KEY: the new key's point goes to the front of {@code out}. What names the key
     * before is taken back.
     */
    private short generateKey(byte which, byte[] out) {
        checkOpen();
        boolean known = which == Profile.KEYS_AUTH || which == Profile.KEYS_RECEIPT;
        Refuse.unless(known, Refuse.INCORRECT_P1P2);
        boolean auth = which == Profile.KEYS_AUTH;
        short stage = auth ? Profile.STAGES_AUTH_KEY : Profile.STAGES_RECEIPT_KEY;
        short named = auth ? NAMES_AUTH_KEY : Profile.STAGES_CERTIFICATE;
        store.openStage((short) (stage | named));
        short length = (auth ? authKey : receiptKey).generate(out);
        store.closeStage(stage);
        return length;
    }

    /** STORE DATA. */
    private void storeData(short tag, byte[] data, short at, short length) {
        checkOpen();
        switch (tag) {
            case Profile.DATA_CARD_ID:
                putField(Profile.STAGES_CARD_ID, Store.CARD_ID, Store.CARD_ID_LENGTH,
                        data, at, length);
                break;
            case Profile.DATA_TERMINAL_CA:
                checkLength(length, Store.TERMINAL_CA_LENGTH, Store.TERMINAL_CA_LENGTH);
                checkPoint(data, (short) (at + Store.TERMINAL_CA_POINT));
                putField(Profile.STAGES_TERMINAL_CA, Store.TERMINAL_CA, Store.TERMINAL_CA_LENGTH,
                        data, at, length);
                break;
            case Profile.DATA_SCRIPT_KEY:
                checkLength(length, Store.SCRIPT_KEY_LENGTH, Store.SCRIPT_KEY_LENGTH);
                checkPoint(data, (short) (at + Store.SCRIPT_KEY_POINT));
                putField(Profile.STAGES_SCRIPT_KEY, Store.SCRIPT_KEY, Store.SCRIPT_KEY_LENGTH,
                        data, at, length);
                break;
            case Profile.DATA_CERTIFICATE:
                checkLength(length, (short) 1, Profile.LIMITS_CERTIFICATE);
                store.openStage(Profile.STAGES_CERTIFICATE);
                store.putCertificate(data, at, length);
                store.closeStage(Profile.STAGES_CERTIFICATE);
                break;
            case Profile.DATA_RECORD:
                checkLength(length, (short) 1, Profile.LIMITS_RECORD);
                store.openStage(Profile.STAGES_RECORD);
                store.putRecord(data, at, length);
                store.closeStage(Profile.STAGES_RECORD);
                break;
            case Profile.DATA_PIN:
                checkLength(length, Pins.BLOCK, Pins.BLOCK);
                Pins.checkBlock(data, at, Profile.LIMITS_PIN_DIGITS);
                store.openStage(Profile.STAGES_PIN);
                pins.setPin(data, at);
                store.closeStage(Profile.STAGES_PIN);
                break;
            case Profile.DATA_PUK:
                checkLength(length, Pins.BLOCK, Pins.BLOCK);
                Pins.checkBlock(data, at, Profile.LIMITS_PUK_DIGITS);
                store.openStage(Profile.STAGES_PUK);
                pins.setPuk(data, at);
                store.closeStage(Profile.STAGES_PUK);
                break;
            default:
                Refuse.with(Refuse.REFERENCE_NOT_FOUND);
        }
    }

    /** PUT VOUCHER; one of zeros frees the slot. The stage is done while any slot is in use. */
    private void putVoucher(byte p1, byte[] data, short at, short length) {
        checkOpen();
        Refuse.unless(length == Vouchers.SIZE, Refuse.WRONG_LENGTH);
        Refuse.unless(Vouchers.isSlot(p1), Refuse.INCORRECT_P1P2);
        Refuse.unless(Vouchers.isSound(data, at), Refuse.WRONG_DATA);
        JCSystem.beginTransaction();
        vouchers.change(p1, data, at);
        store.changeStage(Profile.STAGES_VOUCHER, !vouchers.areAllFree());
        JCSystem.commitTransaction();
    }

    private void activate() {
        Refuse.unless(store.life() == Profile.LIFE_PERSONALISED, Refuse.CONDITIONS);
        store.setLife(Profile.LIFE_ACTIVE);
    }

    private void terminate() {
        checkOpen();
        store.setLife(Profile.LIFE_TERMINATED);
    }

    private void checkOpen() {
        byte life = store.life();
        boolean open = life == Profile.LIFE_BLANK
                || life == Profile.LIFE_PERSONALISING
                || life == Profile.LIFE_PERSONALISED;
        Refuse.unless(open, Refuse.CONDITIONS);
    }

    private void checkPoint(byte[] data, short at) {
        Refuse.unless(ecdsa.knows(data, at), Refuse.WRONG_DATA);
    }

    private static void checkLength(short length, short shortest, short longest) {
        Refuse.unless(length >= shortest && length <= longest, Refuse.WRONG_LENGTH);
    }

    private void putField(
            short stage, short field, short exact, byte[] data, short at, short length) {
        checkLength(length, exact, exact);
        store.openStage(stage);
        store.put(field, data, at, length);
        store.closeStage(stage);
    }
}
