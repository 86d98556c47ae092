package vn.chitra.card;

import static org.junit.Assert.assertArrayEquals;

import org.junit.Test;

public class PinTest {
    private static final byte[] RIGHT = Octets.block(World.PIN);
    private static final byte[] WRONG = Octets.block("000000");
    private static final byte[] NEW = Octets.block("654321");
    private static final byte[] PUK = Octets.block(World.PUK);

    private final World world = World.withActiveCard();
    private final Counter counter = world.counter;

    private void verifyRefused(int status, byte[] block) {
        counter.refused(status, 0x00, 0x20, 0, 1, block);
    }

    @Test
    public void triesAreCountedDownAndComeBackWithTheRightPin() {
        verifyRefused(0x63C3, new byte[0]);
        verifyRefused(0x63C2, WRONG);
        counter.again();
        verifyRefused(0x63C2, new byte[0]);
        verifyRefused(0x63C1, WRONG);
        world.verifyPin();
        verifyRefused(0x63C3, new byte[0]);
    }

    @Test
    public void theThirdWrongPinBlocks() {
        verifyRefused(0x63C2, WRONG);
        verifyRefused(0x63C1, WRONG);
        verifyRefused(0x6983, WRONG);
        verifyRefused(0x6983, RIGHT);
        counter.again();
        verifyRefused(0x6983, RIGHT);
        assertArrayEquals(Octets.of(0), world.status(0x85));
        counter.refused(0x6983, 0x00, 0x24, 0, 1, Octets.join(RIGHT, NEW));
    }

    @Test
    public void whatIsNoPinCostsNoTry() {
        verifyRefused(0x6700, new byte[7]);
        verifyRefused(0x6700, new byte[9]);
        counter.refused(0x6A88, 0x00, 0x20, 0, 2, RIGHT);
        counter.refused(0x6A86, 0x00, 0x20, 1, 1, RIGHT);
        counter.refused(0x6A80, 0x00, 0x24, 0, 1, Octets.join(RIGHT, Octets.block("12345")));
        counter.refused(0x6A80, 0x00, 0x2C, 0, 1, Octets.join(PUK, PUK));
        counter.refused(0x6700, 0x00, 0x24, 0, 1, RIGHT);
        counter.refused(0x6700, 0x00, 0x2C, 0, 1, PUK);
        assertArrayEquals(Octets.of(3), world.status(0x85));
        assertArrayEquals(Octets.of(10), world.status(0x88));
    }

    @Test
    public void askingForTheTriesForgetsThePin() {
        world.ready();
        verifyRefused(0x63C3, new byte[0]);
        counter.refused(0x6982, 0x80, 0x40, 0, 0,
                World.order(World.SLOT, 1, World.AMOUNT, world.freshNonce()));
    }

    @Test
    public void thePinIsChangedByWhoKnowsIt() {
        counter.refused(0x63C2, 0x00, 0x24, 0, 1, Octets.join(WRONG, NEW));
        counter.ok(0x00, 0x24, 0, 1, Octets.join(RIGHT, NEW));
        world.authenticateTerminal();
        counter.refused(0x6982, 0x80, 0x40, 0, 0,
                World.order(World.SLOT, 1, World.AMOUNT, world.freshNonce()));
        verifyRefused(0x63C2, RIGHT);
        counter.ok(0x00, 0x20, 0, 1, NEW);
    }

    @Test
    public void thePukSetsANewPin() {
        for (int i = 0; i < 3; i++) {
            counter.send(0x00, 0x20, 0, 1, WRONG);
        }
        counter.refused(0x63C9, 0x00, 0x2C, 0, 1, Octets.join(WRONG, NEW));
        counter.ok(0x00, 0x2C, 0, 1, Octets.join(PUK, NEW));
        assertArrayEquals(Octets.of(3), world.status(0x85));
        assertArrayEquals(Octets.of(10), world.status(0x88));
        verifyRefused(0x63C2, RIGHT);
        counter.ok(0x00, 0x20, 0, 1, NEW);
    }

    @Test
    public void theTenthWrongPukBlocksIt() {
        for (int left = 9; left > 0; left--) {
            counter.refused(0x63C0 | left, 0x00, 0x2C, 0, 1, Octets.join(WRONG, NEW));
        }
        counter.refused(0x6983, 0x00, 0x2C, 0, 1, Octets.join(WRONG, NEW));
        counter.refused(0x6983, 0x00, 0x2C, 0, 1, Octets.join(PUK, NEW));
        assertArrayEquals(Octets.of(0), world.status(0x88));
    }

    @Test
    public void aCardWithoutPinAnswersToNone() {
        new World().counter.refused(0x6983, 0x00, 0x20, 0, 1, RIGHT);
        new World().counter.refused(0x6983, 0x00, 0x2C, 0, 1, Octets.join(PUK, NEW));
    }
}
