package vn.chitra.card;

import javacard.framework.Util;

/** The card's state as GET DATA tells it and INTERNAL AUTHENTICATE signs it. */
final class State {
    static final short HEAD = 5; // life 1, counter 4
    static final short ENTRY = 33; // slot 1, voucher 32

    private final Store store;
    private final Vouchers vouchers;

    State(Store store, Vouchers vouchers) {
        this.store = store;
        this.vouchers = vouchers;
    }

    /** Write the state to the front of {@code out}. Returns its length. */
    short tell(byte[] out) {
        out[0] = store.life();
        Util.arrayCopyNonAtomic(store.fields(), Store.COUNTER, out, (short) 1, U32.SIZE);
        short at = HEAD;
        for (short slot = 0; slot < Profile.LIMITS_SLOTS; slot++) {
            if (!vouchers.isFree(slot)) {
                out[at] = (byte) slot;
                short from = Vouchers.at(slot);
                short to = (short) (at + 1);
                Util.arrayCopyNonAtomic(vouchers.slots(), from, out, to, Vouchers.SIZE);
                at = (short) (at + ENTRY);
            }
        }
        return at;
    }
}
