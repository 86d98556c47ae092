package vn.chitra.card;

/**
 * Unsigned 32-bit numbers and masks, four octets big-endian in a byte array.
 *
 * A Java Card need not have an {@code int}, and we ask for none. Every method takes its numbers
 * where they lie; source and destination may be the same place.
 */
final class U32 {
    static final short SIZE = 4;
    private static final short BITS = 32;

    private U32() {}

    /** Minus one, zero or one as {@code a} is less than, equal to or greater than {@code b}. */
    static short compare(byte[] a, short at, byte[] b, short bt) {
        return compare(a, at, b, bt, SIZE);
    }

    /** The same for numbers of {@code length} octets. */
    static short compare(byte[] a, short at, byte[] b, short bt, short length) {
        for (short i = 0; i < length; i++) {
            short x = (short) (a[(short) (at + i)] & 0xFF);
            short y = (short) (b[(short) (bt + i)] & 0xFF);
            if (x != y) {
                return x < y ? (short) -1 : (short) 1;
            }
        }
        return 0;
    }

    /** {@code out} becomes {@code a} + 1, modulo 2^32. */
    static void plusOne(byte[] a, short at, byte[] out, short ot) {
        short carry = 1;
        for (short i = 3; i >= 0; i--) {
            carry = (short) ((short) (a[(short) (at + i)] & 0xFF) + carry);
            out[(short) (ot + i)] = (byte) carry;
            carry = (short) (carry >> 8);
        }
    }

    /** {@code out} becomes {@code a} times {@code n} (0 to 32). False if that needs 33 bits. */
    static boolean times(byte[] a, short at, short n, byte[] out, short ot) {
        short carry = 0; // at most 255 * 32 + 31
        for (short i = 3; i >= 0; i--) {
            short product = (short) ((short) (a[(short) (at + i)] & 0xFF) * n);
            carry = (short) (product + carry);
            out[(short) (ot + i)] = (byte) carry;
            carry = (short) (carry >> 8);
        }
        return carry == 0;
    }

    /** How many bits are set. */
    static short bits(byte[] a, short at) {
        short count = 0;
        for (short i = 0; i < SIZE; i++) {
            for (short rest = (short) (a[(short) (at + i)] & 0xFF); rest != 0; ) {
                count = (short) (count + (short) (rest & 1));
                rest = (short) (rest >> 1);
            }
        }
        return count;
    }

    /** {@code a} modulo {@code m} (1 to 127). */
    static short modulo(byte[] a, short at, short m) {
        short rest = 0;
        for (short i = 0; i < SIZE; i++) {
            rest = (short) ((short) (rest << 8) | (short) (a[(short) (at + i)] & 0xFF));
            rest = (short) (rest % m);
        }
        return rest;
    }

    /** Whether {@code a} is a number of so many bits (1 or more). */
    static boolean fits(byte[] a, short at, short bits) {
        short left = (short) (bits - 24); // of the highest octet's bits
        for (short i = 0; i < SIZE && left < 8; i++) {
            short octet = (short) (a[(short) (at + i)] & 0xFF);
            if (left > 0) {
                return (short) (octet >> left) == 0;
            }
            if (octet != 0) {
                return false;
            }
            left = (short) (left + 8);
        }
        return true;
    }

    /** Whether some bit is set in both. */
    static boolean meet(byte[] a, short at, byte[] b, short bt) {
        for (short i = 0; i < SIZE; i++) {
            if ((a[(short) (at + i)] & b[(short) (bt + i)]) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether every bit of {@code a} is set in {@code b} too. */
    static boolean within(byte[] a, short at, byte[] b, short bt) {
        for (short i = 0; i < SIZE; i++) {
            if ((a[(short) (at + i)] & ~b[(short) (bt + i)]) != 0) {
                return false;
            }
        }
        return true;
    }

    /** {@code out} becomes {@code a} with the bits of {@code b} set. */
    static void with(byte[] a, short at, byte[] b, short bt, byte[] out, short ot) {
        for (short i = 0; i < SIZE; i++) {
            out[(short) (ot + i)] = (byte) (a[(short) (at + i)] | b[(short) (bt + i)]);
        }
    }

    /** {@code out} becomes {@code a} with the bits of {@code b} cleared. */
    static void without(byte[] a, short at, byte[] b, short bt, byte[] out, short ot) {
        for (short i = 0; i < SIZE; i++) {
            out[(short) (ot + i)] = (byte) (a[(short) (at + i)] & ~b[(short) (bt + i)]);
        }
    }

    /** {@code out} becomes {@code a} shifted right by {@code n} bits, not negative. */
    static void shiftRight(byte[] a, short at, short n, byte[] out, short ot) {
        short whole = n >= BITS ? SIZE : (short) (n >> 3);
        short part = (short) (n & 7);
        for (short i = 3; i >= 0; i--) {
            short from = (short) (i - whole);
            short low = from >= 0 ? (short) (a[(short) (at + from)] & 0xFF) : 0;
            short high = from >= 1 ? (short) (a[(short) (at + (short) (from - 1))] & 0xFF) : 0;
            short pair = (short) ((short) (high << (short) (8 - part)) | (short) (low >> part));
            out[(short) (ot + i)] = (byte) pair;
        }
    }
}
