package vn.chitra.card;

import javacard.framework.Util;

/**
 * The receipts a reader may fetch, in a ring with one place more: the next receipt is written
 * there while the oldest is still whole, and becomes valid when the counter moves.
 */
final class Journal {
    static final short NONE = -1;

    private static final short RING = (short) (Profile.LIMITS_JOURNAL_RECORDS + 1);
    private static final short PLACE = (short) (Receipts.LONGEST + 1); // its length first

    private final byte[] ring;
    private final Store store;

    Journal(Store store) {
        this.store = store;
        ring = new byte[(short) (RING * PLACE)];
    }

    byte[] ring() {
        return ring;
    }

    /** How long the receipt at {@code place} is; its octets begin one further. */
    short length(short place) {
        return (short) (ring[place] & 0xFF);
    }

    /** Write the receipt that its counter will make valid into the spare place. */
    void putAside(byte[] receipt, short length) {
        short place = (short) (U32.modulo(receipt, Receipts.COUNTER, RING) * PLACE);
        ring[place] = (byte) length;
        Util.arrayCopyNonAtomic(receipt, (short) 0, ring, (short) (place + 1), length);
    }

    /** The place of the receipt {@code back} entries ago (0 is the last), or NONE. */
    short place(short back) {
        if (back < 0 || back >= Profile.LIMITS_JOURNAL_RECORDS || isBeyond(back)) {
            return NONE;
        }
        short index = (short) (U32.modulo(store.fields(), Store.COUNTER, RING) - back);
        if (index < 0) {
            index = (short) (index + RING);
        }
        return (short) (index * PLACE);
    }

    /** The place of the receipt with these eight octets of nonce, or NONE. */
    short find(byte[] nonce, short at) {
        for (short back = 0; back < Profile.LIMITS_JOURNAL_RECORDS; back++) {
            short place = place(back);
            if (place == NONE) {
                return NONE;
            }
            short mine = (short) (place + (short) (1 + Receipts.NONCE));
            if (Util.arrayCompare(ring, mine, nonce, at, Receipts.NONCE_LENGTH) == 0) {
                return place;
            }
        }
        return NONE;
    }

    boolean isScript(short place) {
        return ring[(short) (place + (short) (1 + Receipts.KIND))] == Profile.RECEIPTS_SCRIPT;
    }

    /** Copy the receipt at {@code place} to the front of {@code out}. Returns its length. */
    short copy(short place, byte[] out) {
        Util.arrayCopyNonAtomic(ring, (short) (place + 1), out, (short) 0, length(place));
        return length(place);
    }

    /** Whether the card signed {@code back} receipts or fewer in its life. */
    private boolean isBeyond(short back) {
        byte[] fields = store.fields();
        for (short i = 0; i < 3; i++) {
            if (fields[(short) (Store.COUNTER + i)] != 0) {
                return false;
            }
        }
        return (short) (fields[(short) (Store.COUNTER + 3)] & 0xFF) <= back;
    }
}
