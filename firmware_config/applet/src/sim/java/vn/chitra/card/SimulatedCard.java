package vn.chitra.card;

import com.licel.jcardsim.base.Simulator;
import com.licel.jcardsim.utils.AIDUtil;
import java.util.Arrays;

/**
 * A card with the application on it under jCardSim, and what a card's operating system adds: an
 * answer to reset, a refusal of octets that are no short APDU, and one where nothing is selected.
 */
final class SimulatedCard {
    private static final byte[] HISTORICAL = {'C', 'H', 'I', 'T', 'R', 'A', 'J', 'C', 'S'};
    private static final int LONGEST = 260; // jCardSim's buffer lacks the last octet, an Le
    private static final int NOTHING_TO_SELECT = 0x6999; // jCardSim's own word for it
    private static final int NOTHING_SELECTED = 0x6986;

    private final Simulator simulator = new Simulator();

    SimulatedCard() {
        simulator.changeProtocol("T=1");
        simulator.installApplet(AIDUtil.create(Profile.AID), SimulatedApplet.class);
        reset();
    }

    /** ISO/IEC 7816-3 §8: direct convention, T=1, historical bytes, check octet last. */
    byte[] atr() {
        byte[] atr = new byte[4 + HISTORICAL.length];
        atr[0] = 0x3B;
        atr[1] = (byte) (0x80 | HISTORICAL.length);
        atr[2] = 0x01;
        System.arraycopy(HISTORICAL, 0, atr, 3, HISTORICAL.length);
        for (int i = 1; i < atr.length - 1; i++) {
            atr[atr.length - 1] ^= atr[i];
        }
        return atr;
    }

    /** Cut the power and give it again. */
    void reset() {
        simulator.reset();
    }

    byte[] transmit(byte[] apdu) {
        if (!isShort(apdu)) {
            return word(Refuse.WRONG_LENGTH);
        }
        byte[] fitting = apdu.length > LONGEST ? Arrays.copyOf(apdu, LONGEST) : apdu;
        byte[] answer = simulator.transmitCommand(fitting);
        int status = (answer[answer.length - 2] & 0xFF) << 8 | answer[answer.length - 1] & 0xFF;
        if (status == NOTHING_TO_SELECT) {
            return word(Refuse.FILE_NOT_FOUND);
        }
        return status == NOTHING_SELECTED ? word(Refuse.CONDITIONS) : answer;
    }

    /** ISO/IEC 7816-4 §5.1, cases 1 to 4 with lengths of one octet. */
    private static boolean isShort(byte[] apdu) {
        if (apdu.length == 4 || apdu.length == 5) {
            return true;
        }
        if (apdu.length < 4 || apdu[4] == 0) {
            return false;
        }
        int data = apdu.length - 5;
        int said = apdu[4] & 0xFF;
        return data == said || data == said + 1;
    }

    private static byte[] word(short status) {
        return new byte[] {(byte) (status >> 8), (byte) status};
    }
}
