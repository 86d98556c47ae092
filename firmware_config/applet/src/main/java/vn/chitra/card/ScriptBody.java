package vn.chitra.card;

import javacard.framework.JCSystem;
import javacard.framework.Util;

/**
 * What a script does, in three steps: {@code prepare} checks and computes in RAM,
 * {@code putAside} writes what nobody reads yet, {@code apply} runs within the transaction.
 */
final class ScriptBody {
    // ENTITLEMENTS: count 1, then for each slot 1 and voucher 32, then the record
    private static final short ITEM = 33;

    // CLEAR: slot 1, entitlement 16, base 2, mask 4
    private static final short CLEAR_ENTITLEMENT = 1;
    private static final short CLEAR_BASE = 17;
    private static final short CLEAR_MASK = 19;
    private static final short CLEAR_LENGTH = 23;

    private final Store store;
    private final Vouchers vouchers;
    private final Pins pins;
    private final Terminal terminal;
    private final Ecdsa ecdsa;
    private final byte[] mask;

    ScriptBody(Store store, Vouchers vouchers, Pins pins, Terminal terminal, Ecdsa ecdsa) {
        this.store = store;
        this.vouchers = vouchers;
        this.pins = pins;
        this.terminal = terminal;
        this.ecdsa = ecdsa;
        mask = JCSystem.makeTransientByteArray(U32.SIZE, JCSystem.CLEAR_ON_DESELECT);
    }

    /** Refuses with 6A80 a body that is none, with 6985 one that this card cannot follow. */
    void prepare(byte kind, byte[] body, short at, short length) {
        switch (kind) {
            case Profile.SCRIPTS_ENTITLEMENTS:
                prepareVouchers(body, at, length);
                break;
            case Profile.SCRIPTS_CLEAR:
                prepareClear(body, at, length);
                break;
            case Profile.SCRIPTS_UNBLOCK_PIN:
            case Profile.SCRIPTS_BLOCK:
            case Profile.SCRIPTS_UNBLOCK:
                Refuse.unless(length == 0, Refuse.WRONG_DATA);
                break;
            case Profile.SCRIPTS_TERMINAL_CA:
                prepareTerminalCa(body, at, length);
                break;
            default:
                Refuse.with(Refuse.WRONG_DATA);
        }
    }

    void putAside(byte kind, byte[] body, short at, short length) {
        if (kind == Profile.SCRIPTS_ENTITLEMENTS) {
            short head = headLength(body, at);
            store.putRecordAside(body, (short) (at + head), (short) (length - head));
        } else if (kind == Profile.SCRIPTS_UNBLOCK_PIN) {
            // A PIN's tries need not obey a transaction. Cut here, the script is put again.
            pins.unblock();
        }
    }

    void apply(byte kind, byte[] body, short at) {
        switch (kind) {
            case Profile.SCRIPTS_ENTITLEMENTS:
                applyVouchers(body, at);
                break;
            case Profile.SCRIPTS_CLEAR:
                vouchers.changePaid(body[at], mask, (short) 0);
                break;
            case Profile.SCRIPTS_BLOCK:
                store.setLife(Profile.LIFE_BLOCKED);
                break;
            case Profile.SCRIPTS_UNBLOCK:
                store.setLife(Profile.LIFE_ACTIVE);
                break;
            case Profile.SCRIPTS_TERMINAL_CA:
                store.change(Store.TERMINAL_CA, body, at, Store.TERMINAL_CA_LENGTH);
                break;
            default: // the PIN has been unblocked
        }
    }

    private static short headLength(byte[] body, short at) {
        return (short) (1 + (short) (body[at] * ITEM));
    }

    private void prepareVouchers(byte[] body, short at, short length) {
        boolean counted = length > 0 && body[at] > 0 && body[at] <= Profile.LIMITS_SCRIPT_VOUCHERS;
        Refuse.unless(counted, Refuse.WRONG_DATA);
        short record = (short) (length - headLength(body, at));
        boolean fits = record > 0 && record <= Profile.LIMITS_RECORD;
        Refuse.unless(fits, Refuse.WRONG_DATA);
        short seen = 0; // a bit for each slot named so far
        short item = (short) (at + 1);
        for (short i = 0; i < body[at]; i++) {
            short slot = body[item];
            Refuse.unless(Vouchers.isSlot(slot), Refuse.WRONG_DATA);
            short bit = (short) (1 << slot);
            short voucher = (short) (item + 1);
            boolean sound = (short) (seen & bit) == 0
                    && !Vouchers.isEmpty(body, voucher)
                    && Vouchers.isSound(body, voucher);
            Refuse.unless(sound, Refuse.WRONG_DATA);
            seen = (short) (seen | bit);
            item = (short) (item + ITEM);
        }
        item = (short) (at + 1);
        for (short i = 0; i < body[at]; i++) {
            carryPaid(body[item], body, (short) (item + 1));
            item = (short) (item + ITEM);
        }
    }

    /**
     * A slot that goes on with its entitlement keeps what has been paid, moved to the new base.
     * Works on the script in RAM.
     */
    private void carryPaid(short slot, byte[] voucher, short at) {
        if (vouchers.isFree(slot)
                || !vouchers.holds(slot, voucher, (short) (at + Vouchers.ENTITLEMENT))) {
            return;
        }
        byte[] slots = vouchers.slots();
        short mine = Vouchers.at(slot);
        short base = Util.getShort(voucher, (short) (at + Vouchers.BASE));
        short oldBase = Util.getShort(slots, (short) (mine + Vouchers.BASE));
        boolean sameKind = (short) (base ^ oldBase) >= 0; // bit 15 tells a one-off from a month
        boolean newer = U32.compare(
                voucher, (short) (at + Vouchers.SEQUENCE),
                slots, (short) (mine + Vouchers.SEQUENCE), (short) 2) > 0;
        // Of one kind, codes have the same bit 15 and compare alike signed and unsigned.
        Refuse.unless(sameKind && newer && base >= oldBase, Refuse.CONDITIONS);
        short moved = (short) (base - oldBase);
        short paid = (short) (at + Vouchers.PAID);
        U32.shiftRight(slots, (short) (mine + Vouchers.PAID), moved, mask, (short) 0);
        U32.with(voucher, paid, mask, (short) 0, voucher, paid);
    }

    private void applyVouchers(byte[] body, short at) {
        short item = (short) (at + 1);
        for (short i = 0; i < body[at]; i++) {
            vouchers.change(body[item], body, (short) (item + 1));
            item = (short) (item + ITEM);
        }
        store.switchRecord();
    }

    private void prepareClear(byte[] body, short at, short length) {
        Refuse.unless(length == CLEAR_LENGTH, Refuse.WRONG_DATA);
        short slot = body[at];
        Refuse.unless(Vouchers.isSlot(slot), Refuse.WRONG_DATA);
        byte[] slots = vouchers.slots();
        short mine = Vouchers.at(slot);
        boolean same = !vouchers.isFree(slot)
                && vouchers.holds(slot, body, (short) (at + CLEAR_ENTITLEMENT))
                && U32.compare(
                        body, (short) (at + CLEAR_BASE),
                        slots, (short) (mine + Vouchers.BASE), (short) 2) == 0;
        Refuse.unless(same, Refuse.CONDITIONS);
        short paid = (short) (mine + Vouchers.PAID);
        U32.without(slots, paid, body, (short) (at + CLEAR_MASK), mask, (short) 0);
    }

    private void prepareTerminalCa(byte[] body, short at, short length) {
        boolean whole = length == Store.TERMINAL_CA_LENGTH
                && ecdsa.knows(body, (short) (at + Store.TERMINAL_CA_POINT));
        Refuse.unless(whole, Refuse.WRONG_DATA);
        byte[] fields = store.fields();
        boolean same = Util.arrayCompare(body, at, fields, Store.TERMINAL_CA, Store.ID_LENGTH) == 0;
        boolean falls = U32.compare(
                body, (short) (at + Store.GENERATION),
                fields, (short) (Store.TERMINAL_CA + Store.GENERATION),
                Store.GENERATION_LENGTH) < 0;
        Refuse.unless(!(same && falls), Refuse.CONDITIONS);
        terminal.forget();
    }
}
