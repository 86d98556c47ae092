package vn.chitra.card;

import javacard.framework.JCSystem;
import javacard.framework.Util;

/** Pays once and takes back the last payment: DISBURSE, REVERSE and GET RECEIPT. */
final class Payout {
    // The order of DISBURSE
    private static final short SLOT = 0; // 1
    private static final short MASK = 1; // 4
    private static final short AMOUNT = 5; // 4
    private static final short TERMINAL = 9; // 8
    private static final short NONCE = 17; // 8
    private static final short TIME = 25; // 4
    private static final short ORDER_LENGTH = 29;

    // The order of REVERSE: counter 4, then as from TERMINAL on
    private static final short REVERSE_TERMINAL = 4;
    private static final short REVERSE_NONCE = 12;
    private static final short REVERSE_TIME = 20;
    private static final short REVERSE_LENGTH = 24;

    private final Store store;
    private final Vouchers vouchers;
    private final Journal journal;
    private final Receipts receipts;
    private final Pins pins;
    private final Terminal terminal;
    private final byte[] paid; // the slot's next mask of paid periods

    Payout(
            Store store, Vouchers vouchers, Journal journal, Receipts receipts, Pins pins,
            Terminal terminal) {
        this.store = store;
        this.vouchers = vouchers;
        this.journal = journal;
        this.receipts = receipts;
        this.pins = pins;
        this.terminal = terminal;
        paid = JCSystem.makeTransientByteArray(U32.SIZE, JCSystem.CLEAR_ON_DESELECT);
    }

    /** DISBURSE: write the receipt's length octets to the front of {@code out}. */
    short disburse(byte[] order, short at, short length, byte[] out) {
        checkMayPay();
        Refuse.unless(length == ORDER_LENGTH, Refuse.WRONG_LENGTH);
        short mask = (short) (at + MASK);
        short by = (short) (at + TERMINAL);
        short nonce = (short) (at + NONCE);
        Refuse.unless(terminal.is(order, by), Refuse.SECURITY_STATUS);
        short known = journal.find(order, nonce);
        if (known != Journal.NONE) {
            Refuse.unless(isReceiptOf(order, at, known), Refuse.CONDITIONS);
            return journal.copy(known, out);
        }
        short slot = (short) (order[(short) (at + SLOT)] & 0xFF);
        boolean used = Vouchers.isSlot(slot) && !vouchers.isFree(slot);
        Refuse.unless(used, Refuse.REFERENCE_NOT_FOUND);
        receipts.begin(out, Profile.RECEIPTS_PAYOUT);
        byte[] slots = vouchers.slots();
        short voucher = Vouchers.at(slot);
        short periods = U32.bits(order, mask);
        boolean right = periods != 0
                && U32.within(order, mask, slots, (short) (voucher + Vouchers.PAYABLE))
                && U32.times(slots, (short) (voucher + Vouchers.AMOUNT), periods, paid, (short) 0)
                && U32.compare(paid, (short) 0, order, (short) (at + AMOUNT)) == 0;
        Refuse.unless(right, Refuse.WRONG_DATA);
        short had = (short) (voucher + Vouchers.PAID);
        Refuse.unless(!U32.meet(order, mask, slots, had), Refuse.CONDITIONS);
        out[Receipts.SLOT] = (byte) slot;
        copy(
                slots, (short) (voucher + Vouchers.ENTITLEMENT),
                out, Receipts.ENTITLEMENT, Vouchers.ENTITLEMENT_LENGTH);
        copy(slots, (short) (voucher + Vouchers.BASE), out, Receipts.BASE, (short) 2);
        copy(order, mask, out, Receipts.MASK, U32.SIZE);
        copy(order, (short) (at + AMOUNT), out, Receipts.AMOUNT, U32.SIZE);
        copy(order, by, out, Receipts.TERMINAL, Receipts.TERMINAL_LENGTH);
        copy(order, nonce, out, Receipts.NONCE, Receipts.NONCE_LENGTH);
        copy(order, (short) (at + TIME), out, Receipts.TIME, U32.SIZE);
        U32.with(slots, had, order, mask, paid, (short) 0);
        return commit(slot, out);
    }

    /** REVERSE: the last entry only, by the terminal that made it. */
    short reverse(byte[] order, short at, short length, byte[] out) {
        checkMayPay();
        Refuse.unless(length == REVERSE_LENGTH, Refuse.WRONG_LENGTH);
        short by = (short) (at + REVERSE_TERMINAL);
        short nonce = (short) (at + REVERSE_NONCE);
        Refuse.unless(terminal.is(order, by), Refuse.SECURITY_STATUS);
        byte[] ring = journal.ring();
        short known = journal.find(order, nonce);
        if (known != Journal.NONE) {
            Refuse.unless(isReversalOf(order, at, known), Refuse.CONDITIONS);
            return journal.copy(known, out);
        }
        short last = journal.place((short) 0);
        short entry = (short) (last + 1);
        boolean may = last != Journal.NONE
                && U32.compare(order, at, store.fields(), Store.COUNTER) == 0
                && ring[(short) (entry + Receipts.KIND)] == Profile.RECEIPTS_PAYOUT
                && terminal.is(ring, (short) (entry + Receipts.TERMINAL));
        Refuse.unless(may, Refuse.CONDITIONS);
        receipts.begin(out, Profile.RECEIPTS_REVERSAL);
        short slot = (short) (ring[(short) (entry + Receipts.SLOT)] & 0xFF);
        short had = (short) (Vouchers.at(slot) + Vouchers.PAID);
        short from = (short) (entry + Receipts.SLOT);
        // The payment's own slot, entitlement, base, mask and amount, heads included
        copy(ring, from, out, Receipts.SLOT, (short) (Receipts.COUNTER - Receipts.SLOT - 1));
        copy(order, by, out, Receipts.TERMINAL, Receipts.TERMINAL_LENGTH);
        copy(order, nonce, out, Receipts.NONCE, Receipts.NONCE_LENGTH);
        copy(order, (short) (at + REVERSE_TIME), out, Receipts.TIME, U32.SIZE);
        U32.without(vouchers.slots(), had, out, Receipts.MASK, paid, (short) 0);
        return commit(slot, out);
    }

    /** GET RECEIPT: the one with this nonce, or without a nonce the last. */
    short receipt(byte[] nonce, short at, short length, byte[] out) {
        short place = Journal.NONE;
        if (length == 0) {
            place = journal.place((short) 0);
        } else if (length == Receipts.NONCE_LENGTH) {
            place = journal.find(nonce, at);
        }
        Refuse.unless(place != Journal.NONE, Refuse.RECORD_NOT_FOUND);
        return journal.copy(place, out);
    }

    private void checkMayPay() {
        Refuse.unless(store.life() == Profile.LIFE_ACTIVE, Refuse.CONDITIONS);
        Refuse.unless(pins.isVerified(), Refuse.SECURITY_STATUS);
        Refuse.unless(terminal.isAuthenticated(), Refuse.SECURITY_STATUS);
    }

    private boolean isReceiptOf(byte[] order, short at, short place) {
        byte[] ring = journal.ring();
        short entry = (short) (place + 1);
        return ring[(short) (entry + Receipts.KIND)] == Profile.RECEIPTS_PAYOUT
                && ring[(short) (entry + Receipts.SLOT)] == order[(short) (at + SLOT)]
                && U32.compare(
                        ring, (short) (entry + Receipts.MASK), order, (short) (at + MASK)) == 0
                && terminal.is(ring, (short) (entry + Receipts.TERMINAL));
    }

    /** Whether the receipt at {@code place} reversed the entry that this order names. */
    private boolean isReversalOf(byte[] order, short at, short place) {
        byte[] ring = journal.ring();
        short entry = (short) (place + 1);
        U32.plusOne(order, at, paid, (short) 0);
        return ring[(short) (entry + Receipts.KIND)] == Profile.RECEIPTS_REVERSAL
                && U32.compare(ring, (short) (entry + Receipts.COUNTER), paid, (short) 0) == 0
                && terminal.is(ring, (short) (entry + Receipts.TERMINAL));
    }

    /** Sign into the spare place, then one transaction of eight octets makes it so. */
    private short commit(short slot, byte[] out) {
        short length = receipts.sign(out);
        journal.putAside(out, length);
        JCSystem.beginTransaction();
        vouchers.changePaid(slot, paid, (short) 0);
        store.change(Store.COUNTER, out, Receipts.COUNTER, U32.SIZE);
        JCSystem.commitTransaction();
        return length;
    }

    private static void copy(byte[] from, short at, byte[] to, short toAt, short length) {
        Util.arrayCopyNonAtomic(from, at, to, toAt, length);
    }
}
