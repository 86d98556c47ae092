package vn.chitra.card;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import java.util.Arrays;
import org.junit.Test;

public class PersonalisationTest {
    private final World world = new World();
    private final Counter counter = world.counter;

    @Test
    public void aBlankCardSaysSo() {
        byte[] expected = Octets.hex("6F3F" + "8407F0434849545241" + "A534" + "800101" + "810101"
                + "86020000" + "82080000000000000000" + "83020000" + "84020000" + "850100"
                + "870400000000" + "880100" + "890A00000000000000000000");
        assertArrayEquals(expected, counter.select());
    }

    @Test
    public void aPersonalisedCardTellsWhatItHolds() {
        world.personalise();
        assertArrayEquals(Octets.of(Profile.LIFE_PERSONALISING), world.status(0x81));
        assertArrayEquals(Octets.of(0x03, 0xDF), world.status(0x86));
        world.putVoucher(0, World.voucher(World.ENTITLEMENT, World.BASE, 1, 1, 1, 0));
        assertArrayEquals(Octets.of(Profile.LIFE_PERSONALISED), world.status(0x81));
        world.activate();
        byte[] expected = Octets.join(
                Octets.hex("6F3F8407F0434849545241A534"), Octets.hex("800101810107860203FF8208"),
                World.CARD_ID, Octets.hex("830200F8840202BC850103870400000000"),
                Octets.hex("88010A890A"), World.CA_ID, Octets.u16(1));
        assertArrayEquals(expected, counter.select());
    }

    @Test
    public void theFilesAreReadInPieces() {
        world.personalise();
        assertArrayEquals(world.certificate, counter.ok(0x00, 0xB0, 0x82, 0));
        byte[] first = counter.ok(0x00, 0xB0, 0x83, 0);
        byte[] second = counter.ok(0x00, 0xB0, 1, 0);
        byte[] third = counter.ok(0x00, 0xB0, 2, 0);
        assertArrayEquals(world.record, Octets.join(first, second, third));
        assertArrayEquals(
                Arrays.copyOfRange(world.record, 16, 20),
                counter.raw(Octets.of(0x00, 0xB0, 0x83, 16, 4)));
        assertEquals(0x9000, counter.status);
        counter.refused(0x6B00, 0x00, 0xB0, world.record.length >> 8, world.record.length & 0xFF);
    }

    @Test
    public void aFileIsNotReadBeforeItIsNamed() {
        world.personalise();
        counter.again().refused(0x6985, 0x00, 0xB0, 0, 0);
        counter.refused(0x6A82, 0x00, 0xB0, 0x85, 0);
    }

    @Test
    public void everyStageMayBeWrittenAgainAndAKeyTakesBackWhatNamesIt() {
        world.personalise();
        byte[] before = world.receiptPoint;
        byte[] after = counter.ok(0x80, 0x46, 2, 0);
        assertEquals(65, after.length);
        assertEquals(4, after[0]);
        assertEquals(false, Arrays.equals(before, after));
        assertArrayEquals(Octets.of(0x03, 0xD7), world.status(0x86));
        counter.ok(0x80, 0x46, 1, 0);
        assertArrayEquals(Octets.of(0x03, 0xC7), world.status(0x86));
        world.store(0x0003, Octets.filled(10, 7));
        assertArrayEquals(Octets.filled(10, 7), counter.ok(0x00, 0xB0, 0x83, 0));
    }

    @Test
    public void aCardThatLacksAStageIsNotActivated() {
        world.personalise();
        counter.refused(0x6985, 0x80, 0x44, 0, 0);
    }

    @Test
    public void anActiveCardIsPersonalisedNoMore() {
        Counter active = World.withActiveCard().counter;
        active.refused(0x6985, 0x80, 0x46, 1, 0);
        active.refused(0x6985, 0x80, 0xE2, 0x00, 0x10, Octets.block("000000"));
        active.refused(0x6985, 0x80, 0xDA, 0, 0, new byte[32]);
        active.refused(0x6985, 0x80, 0x44, 0, 0);
        active.refused(0x6985, 0x80, 0xE6, 0, 0);
    }

    @Test
    public void aTerminatedCardStaysSo() {
        counter.ok(0x80, 0xE6, 0, 0);
        assertArrayEquals(Octets.of(0xFF), world.status(0x81));
        counter.refused(0x6985, 0x80, 0xE2, 0, 1, World.CARD_ID);
        counter.refused(0x6985, 0x80, 0x44, 0, 0);
    }

    @Test
    public void whatDoesNotFitIsRefused() {
        counter.refused(0x6700, 0x80, 0xE2, 0, 1, new byte[7]);
        counter.refused(0x6700, 0x80, 0xE2, 0, 2, new byte[321]);
        counter.refused(0x6700, 0x80, 0xE2, 0, 2);
        counter.refused(0x6700, 0x80, 0xE2, 0, 3, new byte[1025]);
        counter.refused(0x6700, 0x80, 0xE2, 0, 3, new byte[1300]);
        counter.refused(0x6700, 0x80, 0xE2, 0, 4, new byte[74]);
        counter.refused(0x6700, 0x80, 0xE2, 0, 5, new byte[74]);
        counter.refused(0x6A80, 0x80, 0xE2, 0, 4, new byte[75]);
        counter.refused(0x6A80, 0x80, 0xE2, 0, 5, new byte[73]);
        counter.refused(0x6700, 0x80, 0xE2, 0, 0x10, new byte[6]);
        counter.refused(0x6A80, 0x80, 0xE2, 0, 0x10, Octets.block("12345"));
        counter.refused(0x6A80, 0x80, 0xE2, 0, 0x10, Octets.block("1234567"));
        counter.refused(0x6A80, 0x80, 0xE2, 0, 0x11, Octets.block("1234567A"));
        counter.refused(0x6A88, 0x80, 0xE2, 0, 9, new byte[6]);
        counter.refused(0x6A86, 0x80, 0x46, 3, 0);
        counter.refused(0x6700, 0x80, 0xDA, 0, 0, new byte[31]);
        byte[] voucher = World.voucher(World.ENTITLEMENT, World.BASE, 1, 1, 1, 0);
        counter.refused(0x6A86, 0x80, 0xDA, 8, 0, voucher);
    }

    @Test
    public void aVoucherOfZerosFreesTheSlot() {
        byte[] voucher = World.voucher(World.ENTITLEMENT, World.BASE, 1, 1, 1, 0);
        world.putVoucher(0, voucher);
        world.putVoucher(7, voucher);
        world.putVoucher(0, new byte[32]);
        assertArrayEquals(Octets.of(0, 0x20), world.status(0x86));
        world.putVoucher(7, new byte[32]);
        assertArrayEquals(Octets.of(0, 0), world.status(0x86));
        assertEquals(5, world.state().length);
    }

    @Test
    public void aVoucherNamesPeriodsThereAre() {
        checkVoucher(false, World.BASE, 0b01, 0b10);
        checkVoucher(true, World.BASE, 0xFFFFFFFFL, 0xFFFFFFFFL);
        checkVoucher(true, 0x8000, 1, 0);
        checkVoucher(false, 0x8000, 0b11, 0);
        checkVoucher(false, 0x8142, 0b10, 0);
        checkVoucher(true, 0x7FFF, 1, 0);
        checkVoucher(false, 0x7FFF, 0b11, 0);
        checkVoucher(true, 0x7FE1, 0x7FFFFFFF, 0);
        checkVoucher(false, 0x7FE1, 0x80000000L, 0);
        checkVoucher(true, 0x7FE0, 0x80000000L, 0);
    }

    private void checkVoucher(boolean sound, int base, long payable, long paid) {
        byte[] voucher = World.voucher(World.ENTITLEMENT, base, payable, 1, 1, paid);
        if (sound) {
            world.putVoucher(0, voucher);
        } else {
            counter.refused(0x6A80, 0x80, 0xDA, 0, 0, voucher);
        }
    }
}
