package vn.chitra.card;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

/** Wrong class, instruction, length and order, before any command is understood. */
public class CommandTest {
    private final World world = World.withActiveCard();
    private final Counter counter = world.counter;

    private void answers(int status, byte[] apdu) {
        assertEquals(0, counter.raw(apdu).length);
        assertEquals(String.format("%04X", status), String.format("%04X", counter.status));
    }

    @Test
    public void unknownInstructionsAndClasses() {
        counter.refused(0x6D00, 0x00, 0x40, 0, 0);
        counter.refused(0x6D00, 0x80, 0xCA, 1, 1);
        counter.refused(0x6D00, 0x80, 0x50, 0, 0, new byte[8]);
        counter.refused(0x6E00, 0x40, 0xCA, 1, 1);
        counter.refused(0x6E00, 0x84, 0xE2, 0, 1, new byte[8]);
        counter.refused(0x6A88, 0x00, 0xCA, 1, 3);
    }

    @Test
    public void octetsThatAreNoShortCommand() {
        answers(0x6700, Octets.of(0x00, 0xCA, 1));
        answers(0x6700, new byte[0]);
        answers(0x6700, Octets.of(0x00, 0x20, 0, 1, 8, 1, 2));
        answers(0x6700, Octets.of(0x00, 0x20, 0, 1, 1, 1, 2, 3));
        answers(0x6700, Octets.of(0x00, 0xCA, 1, 1, 0, 0, 0));
        answers(0x6700, Octets.of(0x00, 0x20, 0, 1, 0, 0, 1, 9));
    }

    @Test
    public void nothingBeforeSelect() {
        counter.card.reset();
        counter.refused(0x6985, 0x00, 0xCA, 1, 1);
        counter.refused(0x6A82, 0x00, 0xA4, 4, 0, Octets.hex("A000000003"));
        counter.select();
    }

    @Test
    public void anotherApplicationsNameEndsTheSession() {
        world.ready();
        counter.refused(0x6A82, 0x00, 0xA4, 4, 0, Octets.hex("A000000003"));
        counter.refused(0x6985, 0x00, 0xCA, 1, 1);
        counter.select();
        counter.refused(0x6982, 0x80, 0x40, 0, 0,
                World.order(World.SLOT, 1, World.AMOUNT, world.freshNonce()));
    }

    @Test
    public void halfOfOurNameIsNotOurs() {
        counter.refused(0x6A82, 0x00, 0xA4, 4, 0, Octets.hex("F0434849"));
        counter.refused(0x6A86, 0x00, 0xA4, 0, 0, Octets.hex("3F00"));
    }

    @Test
    public void aChainIsOneCommand() {
        world.authenticateTerminal();
        answers(0x9000, Octets.of(0x10, 0x20, 0, 1, 2, '1', '2'));
        answers(0x9000, Octets.of(0x10, 0x20, 0, 1, 4, '3', '4', '5', '6'));
        answers(0x9000, Octets.of(0x00, 0x20, 0, 1, 2, 0xFF, 0xFF));
        world.pay(0);
    }

    @Test
    public void aChainThatIsBrokenOffIsDropped() {
        answers(0x9000, Octets.of(0x10, 0x20, 0, 1, 2, '1', '2'));
        answers(0x6883, Octets.of(0x00, 0xCA, 1, 1, 0));
        answers(0x9000, Octets.of(0x10, 0x20, 0, 1, 2, '1', '2'));
        answers(0x6883, Octets.of(0x80, 0x20, 0, 1, 2, '3', '4'));
        counter.ok(0x00, 0xCA, 1, 1);
        answers(0x6700, Octets.of(0x00, 0x20, 0, 1, 2, '3', '4'));
    }

    @Test
    public void aChainLongerThanAnyCommandIsDropped() {
        byte[] link = Octets.join(Octets.of(0x10, 0xD6, 0, 0, 255), new byte[255]);
        for (int i = 0; i < 4; i++) {
            answers(0x9000, link);
        }
        answers(0x6700, link);
        counter.ok(0x00, 0xCA, 1, 1);
    }
}
