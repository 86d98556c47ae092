package vn.chitra.card;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import java.util.Arrays;
import org.junit.Test;

public class ReversalTest {
    private final World world = World.withActiveCard().ready();
    private final Counter counter = world.counter;
    private final byte[] nonce = Octets.filled(8, 0x5A);

    private void refused(int status, byte[] order) {
        counter.refused(status, 0x80, 0x48, 0, 0, order);
    }

    private byte[] reverse(long of) {
        return world.checked(counter.ok(0x80, 0x48, 0, 0, World.reversal(of, nonce)));
    }

    @Test
    public void theLastPaymentIsTakenBackAndSignedFor() {
        world.pay(0);
        byte[] payment = world.pay(1);
        byte[] reversal = reverse(2);
        byte[] expected = Arrays.copyOf(payment, 72);
        expected[Receipts.KIND] = 2;
        expected[Receipts.COUNTER + 3] = 3;
        System.arraycopy(nonce, 0, expected, Receipts.NONCE, 8);
        System.arraycopy(Octets.u32(1_800_000_060L), 0, expected, Receipts.TIME, 4);
        assertArrayEquals(expected, Arrays.copyOf(reversal, 72));
        assertEquals(1, world.paid());
        assertEquals(3, world.counterValue());
        world.pay(1);
    }

    @Test
    public void theSameReversalAgainGivesTheSameReceipt() {
        world.pay(0);
        byte[] reversal = reverse(1);
        assertArrayEquals(reversal, reverse(1));
        counter.again();
        world.ready();
        assertArrayEquals(reversal, reverse(1));
        assertEquals(2, world.counterValue());
        refused(0x6985, World.reversal(2, nonce));
    }

    @Test
    public void onlyTheLastEntryAndOnlyAPayment() {
        refused(0x6985, World.reversal(0, nonce));
        world.pay(0);
        world.pay(1);
        refused(0x6985, World.reversal(1, nonce));
        refused(0x6985, World.reversal(3, nonce));
        reverse(2);
        refused(0x6985, World.reversal(3, world.freshNonce()));
    }

    @Test
    public void aPaymentsNonceReversesNothing() {
        byte[] payment = world.pay(0);
        byte[] its = Arrays.copyOfRange(payment, Receipts.NONCE, Receipts.NONCE + 8);
        refused(0x6985, World.reversal(1, its));
    }

    @Test
    public void onlyWithPinAndByTheSameTerminal() {
        world.pay(0);
        counter.again();
        refused(0x6982, World.reversal(1, nonce));
        world.authenticateTerminal();
        refused(0x6982, World.reversal(1, nonce));
        counter.again();
        world.verifyPin();
        byte[] other = Octets.ascii("T0000002");
        byte[] body = World.certificateBody(World.CA_ID, other, 1, world.terminal.point());
        counter.ok(0x00, 0x2A, 0x00, 0xBE, World.certified(body, world.terminalCa));
        byte[] challenge = counter.ok(0x00, 0x84, 0, 0);
        counter.ok(0x00, 0x82, 0, 0, world.terminal.sign(Octets.join(
                Octets.ascii("chitra-term-1"), World.CARD_ID, challenge, other)));
        refused(0x6982, World.reversal(1, nonce));
        byte[] theirs = World.reversal(1, nonce);
        System.arraycopy(other, 0, theirs, 4, 8);
        refused(0x6985, theirs);
    }

    @Test
    public void aWrongLengthIsRefused() {
        world.pay(0);
        refused(0x6700, Arrays.copyOf(World.reversal(1, nonce), 23));
    }
}
