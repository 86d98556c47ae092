package vn.chitra.card;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.Test;

public class JournalTest {
    private static final int BY_NUMBER = 5 << 3 | 4;

    private final World world = World.withActiveCard().ready();
    private final Counter counter = world.counter;

    @Test
    public void theLast24ReceiptsAreKeptThroughTwoTurnsOfTheRing() {
        List<byte[]> made = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            made.add(world.pay(0));
            byte[] nonce = Octets.u64(i + 1);
            made.add(counter.ok(0x80, 0x48, 0, 0, World.reversal(made.size(), nonce)));
            checkJournal(made);
        }
        assertEquals(60, world.counterValue());
    }

    private void checkJournal(List<byte[]> made) {
        int kept = Math.min(24, made.size());
        for (int number = 1; number <= kept; number++) {
            byte[] receipt = made.get(made.size() - number);
            assertArrayEquals(receipt, counter.ok(0x00, 0xB2, number, BY_NUMBER));
            byte[] nonce = Arrays.copyOfRange(receipt, Receipts.NONCE, Receipts.NONCE + 8);
            assertArrayEquals(receipt, counter.ok(0x80, 0x42, 0, 0, nonce));
        }
        counter.refused(0x6A83, 0x00, 0xB2, kept + 1, BY_NUMBER);
        if (made.size() > 24) {
            byte[] lost = made.get(made.size() - 25);
            byte[] nonce = Arrays.copyOfRange(lost, Receipts.NONCE, Receipts.NONCE + 8);
            counter.refused(0x6A83, 0x80, 0x42, 0, 0, nonce);
        }
    }

    @Test
    public void otherRecordsThereAreNone() {
        world.pay(0);
        counter.refused(0x6A83, 0x00, 0xB2, 0, BY_NUMBER);
        counter.refused(0x6A83, 0x00, 0xB2, 2, BY_NUMBER);
        counter.refused(0x6A83, 0x00, 0xB2, 0xFF, BY_NUMBER);
        counter.refused(0x6A86, 0x00, 0xB2, 1, 3 << 3 | 4);
    }
}
