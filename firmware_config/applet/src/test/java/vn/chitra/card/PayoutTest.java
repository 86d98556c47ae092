package vn.chitra.card;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import java.util.Arrays;
import org.junit.Test;

public class PayoutTest {
    private static final int DISBURSE = 0x40;

    private final World world = World.withActiveCard();
    private final Counter counter = world.counter;
    private final byte[] nonce = world.freshNonce();
    private final byte[] order = World.order(World.SLOT, 0b11, 2 * World.AMOUNT, nonce);

    private byte[] disburse(byte[] theOrder) {
        return counter.ok(0x80, DISBURSE, 0, 0, theOrder);
    }

    private void refused(int status, byte[] theOrder) {
        counter.refused(status, 0x80, DISBURSE, 0, 0, theOrder);
    }

    @Test
    public void aPayoutIsSignedForFieldByField() {
        world.ready();
        byte[] receipt = world.checked(disburse(order));
        byte[] expected = Octets.join(
                Octets.of(0x8B, 0x41, 1, 0x48), World.CARD_ID, Octets.of(0x41, 0, 0x50),
                World.ENTITLEMENT, Octets.of(0x42), Octets.u16(World.BASE), Octets.of(0x44),
                Octets.u32(0b11), Octets.of(0x44), Octets.u32(1_000_000), Octets.of(0x44),
                Octets.u32(1), Octets.of(0x48), World.TERMINAL_ID, Octets.of(0x48), nonce,
                Octets.of(0x44), Octets.u32(1_800_000_000L));
        assertArrayEquals(expected, Arrays.copyOf(receipt, 72));
        assertEquals(0b11, world.paid());
        assertEquals(1, world.counterValue());
    }

    @Test
    public void theSameOrderAgainGivesTheSameReceiptAndPaysNothing() {
        world.ready();
        byte[] receipt = disburse(order);
        assertArrayEquals(receipt, disburse(order));
        counter.again();
        world.ready();
        assertArrayEquals(receipt, disburse(order));
        assertEquals(1, world.counterValue());
    }

    @Test
    public void theSameNonceForAnotherOrderIsRefused() {
        world.ready();
        disburse(order);
        refused(0x6985, World.order(World.SLOT, 0b100, World.AMOUNT, nonce));
    }

    @Test
    public void aPeriodIsPaidOnce() {
        world.ready();
        disburse(order);
        refused(0x6985, World.order(World.SLOT, 0b10, World.AMOUNT, world.freshNonce()));
        refused(0x6985, World.order(World.SLOT, 0b110, 2 * World.AMOUNT, world.freshNonce()));
        world.pay(2);
        assertEquals(0b111, world.paid());
    }

    @Test
    public void anOrderThatDoesNotMatchTheVoucherIsRefused() {
        world.ready();
        refused(0x6A80, World.order(World.SLOT, 0, 0, nonce));
        refused(0x6A80, World.order(World.SLOT, 1, World.AMOUNT + 1, nonce));
        refused(0x6A80, World.order(World.SLOT, 0b11, World.AMOUNT, nonce));
        refused(0x6A80, World.order(World.SLOT, 1L << 12, World.AMOUNT, nonce));
        refused(0x6A80, World.order(World.SLOT, 1L << 31 | 1, 2 * World.AMOUNT, nonce));
        refused(0x6A88, World.order(1, 1, World.AMOUNT, nonce));
        refused(0x6A88, World.order(8, 1, World.AMOUNT, nonce));
        refused(0x6A88, World.order(0xFF, 1, World.AMOUNT, nonce));
        refused(0x6700, Arrays.copyOf(order, 28));
        refused(0x6700, Arrays.copyOf(order, 30));
        assertEquals(0, world.counterValue());
    }

    @Test
    public void anAmountPast32BitsIsRefusedAndNotCutOff() {
        World other = new World();
        other.personalise();
        other.putVoucher(0, World.voucher(
                World.ENTITLEMENT, World.BASE, 0xFFFFFFFFL, 0x80000000L, 1, 0));
        other.activate();
        other.ready();
        other.counter.refused(
                0x6A80, 0x80, DISBURSE, 0, 0, World.order(0, 0b11, 0, other.freshNonce()));
    }

    @Test
    public void noMoneyWithoutPinTerminalAndActiveCard() {
        refused(0x6982, order);
        world.verifyPin();
        refused(0x6982, order);
        counter.again();
        world.authenticateTerminal();
        refused(0x6982, order);
        world.verifyPin();
        counter.again();
        refused(0x6982, order);
        World half = new World();
        half.personalise();
        half.counter.refused(0x6985, 0x80, DISBURSE, 0, 0, order);
    }

    @Test
    public void anotherTerminalsOrderIsRefused() {
        world.ready();
        byte[] theirs = order.clone();
        theirs[9] = 'X';
        refused(0x6982, theirs);
    }

    @Test
    public void aReceiptIsFoundByItsNonce() {
        world.ready();
        counter.refused(0x6A83, 0x80, 0x42, 0, 0);
        byte[] first = disburse(order);
        byte[] second = world.pay(5);
        counter.again();
        assertArrayEquals(first, counter.ok(0x80, 0x42, 0, 0, nonce));
        assertArrayEquals(second, counter.ok(0x80, 0x42, 0, 0));
        counter.refused(0x6A83, 0x80, 0x42, 0, 0, new byte[8]);
        counter.refused(0x6A83, 0x80, 0x42, 0, 0, new byte[7]);
    }
}
