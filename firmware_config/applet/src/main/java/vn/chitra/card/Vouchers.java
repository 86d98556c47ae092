package vn.chitra.card;

import javacard.framework.Util;

/** The slots: what may be paid and what has been. A slot of zeros is free. */
final class Vouchers {
    static final short ENTITLEMENT = 0; // 16
    static final short BASE = 16; // 2: a period code
    static final short PAYABLE = 18; // 4: a mask over base
    static final short AMOUNT = 22; // 4: VND for one period
    static final short SEQUENCE = 26; // 2
    static final short PAID = 28; // 4: a mask over base
    static final short SIZE = 32;

    static final short ENTITLEMENT_LENGTH = 16;
    private static final short LAST_MONTH = 0x7FFF; // bit 15 of a base tells a one-off

    private final byte[] slots;

    Vouchers() {
        slots = new byte[(short) (Profile.LIMITS_SLOTS * SIZE)];
    }

    byte[] slots() {
        return slots;
    }

    static boolean isSlot(short slot) {
        return slot >= 0 && slot < Profile.LIMITS_SLOTS;
    }

    static short at(short slot) {
        return (short) (slot * SIZE);
    }

    boolean isFree(short slot) {
        return isEmpty(slots, at(slot));
    }

    boolean areAllFree() {
        for (short slot = 0; slot < Profile.LIMITS_SLOTS; slot++) {
            if (!isFree(slot)) {
                return false;
            }
        }
        return true;
    }

    /** Whether these 32 octets are all zero. */
    static boolean isEmpty(byte[] voucher, short at) {
        for (short i = 0; i < SIZE; i++) {
            if (voucher[(short) (at + i)] != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether no period is paid that is not payable, and every payable bit is a period: a one-off
     * has one, and months end where the codes of one-offs begin.
     */
    static boolean isSound(byte[] voucher, short at) {
        short payable = (short) (at + PAYABLE);
        short base = Util.getShort(voucher, (short) (at + BASE));
        short after = base < 0 ? (short) 0 : (short) (LAST_MONTH - base); // periods after base
        return U32.within(voucher, (short) (at + PAID), voucher, payable)
                && (after >= 31 || U32.fits(voucher, payable, (short) (after + 1)));
    }

    /** Whether the slot holds the entitlement named by these 16 octets. */
    boolean holds(short slot, byte[] entitlement, short at) {
        short mine = (short) (at(slot) + ENTITLEMENT);
        return Util.arrayCompare(slots, mine, entitlement, at, ENTITLEMENT_LENGTH) == 0;
    }

    /** Write a whole voucher (zeros free the slot), within the transaction that is open. */
    void change(short slot, byte[] voucher, short at) {
        Util.arrayCopy(voucher, at, slots, at(slot), SIZE);
    }

    /** Write a slot's mask of paid periods, within the transaction that is open. */
    void changePaid(short slot, byte[] paid, short at) {
        Util.arrayCopy(paid, at, slots, (short) (at(slot) + PAID), U32.SIZE);
    }
}
