package vn.chitra.card;

import static org.junit.Assert.assertEquals;

import java.util.Random;
import org.junit.Test;

/** Every operation against the platform's own 64-bit arithmetic. */
public class U32Test {
    private static final long MASK = 0xFFFFFFFFL;
    private static final long[] EDGES = {
        0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFFFFFFL, 0x80000000L, 0xFFFFFF00L, MASK
    };

    private final Random random = new Random(20261101);
    private final byte[] out = new byte[8];

    private interface Law {
        void holds(long a, long b, int n);
    }

    private void forMany(Law law) {
        for (long a : EDGES) {
            for (long b : EDGES) {
                for (int n = 0; n <= 33; n++) {
                    law.holds(a, b, n);
                }
            }
        }
        for (int i = 0; i < 20_000; i++) {
            law.holds(random.nextLong() & MASK, random.nextLong() & MASK, random.nextInt(33));
        }
    }

    private static byte[] put(long value) {
        return Octets.join(Octets.of(0xAA), Octets.u32(value), Octets.of(0xAA));
    }

    private long result() {
        return Octets.u32(out, 2);
    }

    private static final short AT = 1;
    private static final short OUT = 2;

    @Test
    public void comparesAsUnsigned() {
        forMany((a, b, n) ->
                assertEquals(Long.compare(a, b), U32.compare(put(a), AT, put(b), AT)));
    }

    @Test
    public void addsOne() {
        forMany((a, b, n) -> {
            U32.plusOne(put(a), AT, out, OUT);
            assertEquals(a + 1 & MASK, result());
        });
    }

    @Test
    public void multipliesAndTellsAnOverflow() {
        forMany((a, b, n) -> {
            boolean fits = U32.times(put(a), AT, (short) n, out, OUT);
            assertEquals(a * n & MASK, result());
            assertEquals(a * n <= MASK, fits);
        });
    }

    @Test
    public void countsBits() {
        forMany((a, b, n) -> assertEquals(Long.bitCount(a), U32.bits(put(a), AT)));
    }

    @Test
    public void dividesWithRest() {
        forMany((a, b, n) -> {
            assertEquals(a % 25, U32.modulo(put(a), AT, (short) 25));
            assertEquals(a % 127, U32.modulo(put(a), AT, (short) 127));
        });
    }

    @Test
    public void tellsHowManyBitsANumberNeeds() {
        forMany((a, b, n) -> {
            short bits = (short) (n + 1);
            assertEquals(a >>> Math.min(bits, 63) == 0, U32.fits(put(a), AT, bits));
        });
        assertEquals(true, U32.fits(put(MASK), AT, Short.MAX_VALUE));
    }

    @Test
    public void treatsMasksAsSets() {
        forMany((a, b, n) -> {
            assertEquals((a & b) != 0, U32.meet(put(a), AT, put(b), AT));
            assertEquals((a & ~b) == 0, U32.within(put(a), AT, put(b), AT));
            U32.with(put(a), AT, put(b), AT, out, OUT);
            assertEquals(a | b, result());
            U32.without(put(a), AT, put(b), AT, out, OUT);
            assertEquals(a & ~b, result());
        });
    }

    @Test
    public void shiftsRightByAnyNumberOfBits() {
        forMany((a, b, n) -> {
            U32.shiftRight(put(a), AT, (short) n, out, OUT);
            assertEquals(n >= 32 ? 0 : a >>> n, result());
        });
        U32.shiftRight(put(MASK), AT, Short.MAX_VALUE, out, OUT);
        assertEquals(0, result());
    }

    @Test
    public void writesOverItsOwnSource() {
        byte[] both = put(0x12345678L);
        U32.shiftRight(both, AT, (short) 12, both, AT);
        assertEquals(0x00012345L, Octets.u32(both, AT));
        U32.plusOne(both, AT, both, AT);
        assertEquals(0x00012346L, Octets.u32(both, AT));
    }
}
