package vn.chitra.card;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.Test;

public class StateTest {
    @Test
    public void eightVouchersAreFetchedWithGetResponse() {
        World world = withEightVouchers();
        byte[] first = world.counter.raw(Octets.of(0x00, 0xCA, 0x01, 0x02, 0));
        assertEquals(256, first.length);
        assertEquals(0x610D, world.counter.status);
        byte[] rest = world.counter.raw(Octets.of(0x00, 0xC0, 0, 0, 0x0D));
        assertEquals(0x9000, world.counter.status);
        byte[] state = Octets.join(first, rest);
        assertEquals(5 + 8 * 33, state.length);
        assertArrayEquals(state, world.state());
        for (int slot = 0; slot < 8; slot++) {
            byte[] entry = Arrays.copyOfRange(state, 5 + slot * 33, 5 + (slot + 1) * 33);
            assertArrayEquals(Octets.join(Octets.of(slot), voucher(slot)), entry);
        }
    }

    @Test
    public void anAnswerIsFetchedAsFarAsTheTerminalWantsAndNoOther() {
        Counter counter = withEightVouchers().counter;
        assertEquals(10, counter.raw(Octets.of(0x00, 0xCA, 0x01, 0x02, 10)).length);
        assertEquals(0x61FF, counter.status);
        assertEquals(255, counter.raw(Octets.of(0x00, 0xC0, 0, 0, 0xFF)).length);
        assertEquals(0x6104, counter.status);
        assertEquals(4, counter.raw(Octets.of(0x00, 0xC0, 0, 0, 0)).length);
        assertEquals(0x9000, counter.status);
        counter.refused(0x6985, 0x00, 0xC0, 0, 0);
        counter.raw(Octets.of(0x00, 0xCA, 0x01, 0x02, 10));
        counter.ok(0x00, 0xCA, 0x01, 0x01);
        counter.refused(0x6985, 0x00, 0xC0, 0, 0);
    }

    @Test
    public void theCardProvesItsState() throws Exception {
        World world = withEightVouchers();
        byte[] mine = Octets.filled(16, 0x11);
        byte[] answer = world.counter.ok(0x00, 0x88, 0, 0, mine);
        byte[] its = Arrays.copyOf(answer, 16);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(world.state());
        byte[] message = Octets.join(
                Octets.ascii("chitra-auth-1"), World.CARD_ID, mine, its, hash);
        byte[] der = Arrays.copyOfRange(answer, 16, answer.length);
        assertTrue(Authority.signed(world.authPoint, message, der));
        world.counter.refused(0x6700, 0x00, 0x88, 0, 0, new byte[15]);
        new World().counter.refused(0x6985, 0x00, 0x88, 0, 0, mine);
    }

    private static World withEightVouchers() {
        World world = new World();
        world.personalise();
        for (int slot = 0; slot < 8; slot++) {
            world.putVoucher(slot, voucher(slot));
        }
        world.activate();
        return world;
    }

    private static byte[] voucher(int slot) {
        return World.voucher(Octets.filled(16, slot + 1), World.BASE, 7, 1000 + slot, slot, 1);
    }
}
