package vn.chitra.card;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;

/** The terminal's side of the contacts: short commands, chained; answers fetched to their end. */
final class Counter {
    final SimulatedCard card;
    int status; // of the last command

    Counter(SimulatedCard card) {
        this.card = card;
    }

    /** The answer's data; the status word is left in {@code status}. */
    byte[] send(int cla, int ins, int p1, int p2, byte... data) {
        int at = 0;
        while (data.length - at > 255) {
            raw(command(cla | 0x10, ins, p1, p2, Arrays.copyOfRange(data, at, at + 255), false));
            if (status != 0x9000) {
                return new byte[0];
            }
            at += 255;
        }
        byte[] last = Arrays.copyOfRange(data, at, data.length);
        byte[] answer = raw(command(cla, ins, p1, p2, last, true));
        while (status >> 8 == 0x61) {
            byte[] more = raw(Octets.of(cla & 0x80, 0xC0, 0, 0, status & 0xFF));
            answer = Octets.join(answer, more);
        }
        return answer;
    }

    /** The same, and 9000 is expected. */
    byte[] ok(int cla, int ins, int p1, int p2, byte... data) {
        byte[] answer = send(cla, ins, p1, p2, data);
        assertEquals("status word", "9000", String.format("%04X", status));
        return answer;
    }

    /** The same, and this refusal without data is expected. */
    void refused(int expected, int cla, int ins, int p1, int p2, byte... data) {
        byte[] answer = send(cla, ins, p1, p2, data);
        String word = String.format("%04X", expected);
        assertEquals("status word", word, String.format("%04X", status));
        assertEquals("no data", 0, answer.length);
    }

    /** One APDU as it stands. */
    byte[] raw(byte[] apdu) {
        byte[] answer = card.transmit(apdu);
        assertTrue("an answer is no longer than a short one", answer.length <= 258);
        int end = answer.length - 2;
        status = (answer[end] & 0xFF) << 8 | answer[end + 1] & 0xFF;
        return Arrays.copyOf(answer, end);
    }

    byte[] select() {
        return ok(0x00, 0xA4, 0x04, 0x00, Octets.hex("F0434849545241"));
    }

    /** Power off and on, and select. */
    Counter again() {
        card.reset();
        select();
        return this;
    }

    private static byte[] command(int cla, int ins, int p1, int p2, byte[] data, boolean le) {
        byte[] head = Octets.of(cla, ins, p1, p2);
        byte[] body = data.length == 0 ? data : Octets.join(Octets.of(data.length), data);
        return Octets.join(head, body, le ? Octets.of(0) : new byte[0]);
    }
}
