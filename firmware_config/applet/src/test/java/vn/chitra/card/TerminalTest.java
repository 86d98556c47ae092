package vn.chitra.card;

import static org.junit.Assert.assertEquals;

import java.util.Arrays;
import org.junit.Test;

public class TerminalTest {
    private final World world = World.withActiveCard();
    private final Counter counter = world.counter;

    private byte[] body(byte[] caId, byte[] id, int generation) {
        return World.certificateBody(caId, id, generation, world.terminal.point());
    }

    private void refused(int status, byte[] certificate) {
        counter.refused(status, 0x00, 0x2A, 0x00, 0xBE, certificate);
    }

    @Test
    public void aCertifiedTerminalThatAnswersIsBelieved() {
        world.ready();
        world.pay(0);
    }

    @Test
    public void aLaterGenerationIsTakenAndAnEarlierIsNot() {
        byte[] later = body(World.CA_ID, World.TERMINAL_ID, 2);
        counter.ok(0x00, 0x2A, 0x00, 0xBE, World.certified(later, world.terminalCa));
        byte[] earlier = body(World.CA_ID, World.TERMINAL_ID, 0);
        refused(0x6985, World.certified(earlier, world.terminalCa));
    }

    @Test
    public void anotherAuthorityIsUnknown() {
        byte[] other = body(new byte[8], World.TERMINAL_ID, 1);
        refused(0x6A88, World.certified(other, world.terminalCa));
    }

    @Test
    public void aForgedCertificateIsRefused() {
        byte[] body = body(World.CA_ID, World.TERMINAL_ID, 1);
        refused(0x6982, World.certified(body, new Authority()));
        byte[] garbage = Octets.join(body, Octets.of(0x9E, 8), Octets.filled(8, 0x30));
        refused(0x6982, garbage);
        byte[] altered = world.terminalCertificate();
        altered[15] ^= 1; // in the terminal's id
        refused(0x6982, altered);
    }

    @Test
    public void aKeyThatIsNoPointIsMalformed() {
        byte[] off = world.terminal.point();
        off[64] ^= 1;
        byte[] body = World.certificateBody(World.CA_ID, World.TERMINAL_ID, 1, off);
        refused(0x6A80, World.certified(body, world.terminalCa));
    }

    @Test
    public void whatIsNoCertificateIsMalformed() {
        byte[] good = world.terminalCertificate();
        refused(0x6A80, Arrays.copyOf(good, good.length - 1));
        refused(0x6A80, Arrays.copyOf(good, good.length + 1));
        refused(0x6A80, Arrays.copyOf(good, 107));
        refused(0x6A80, new byte[0]);
        for (int at : new int[] {0, 1, 10, 11, 20, 21, 28, 29, 32, 33, 38, 39, 105, 106}) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            refused(0x6A80, bad);
        }
        counter.refused(0x6A86, 0x00, 0x2A, 0x00, 0xAE, good);
    }

    @Test
    public void aChallengeIsGoodForOneAnswer() {
        counter.ok(0x00, 0x2A, 0x00, 0xBE, world.terminalCertificate());
        byte[] challenge = counter.ok(0x00, 0x84, 0, 0);
        assertEquals(8, challenge.length);
        counter.refused(0x6300, 0x00, 0x82, 0, 0, world.terminalAnswer(new byte[8]));
        counter.refused(0x6985, 0x00, 0x82, 0, 0, world.terminalAnswer(challenge));
        challenge = counter.ok(0x00, 0x84, 0, 0);
        counter.ok(0x00, 0x82, 0, 0, world.terminalAnswer(challenge));
        counter.refused(0x6985, 0x00, 0x82, 0, 0, world.terminalAnswer(challenge));
    }

    @Test
    public void anAnswerThatIsNoSignatureIsWrong() {
        counter.ok(0x00, 0x2A, 0x00, 0xBE, world.terminalCertificate());
        for (byte[] answer : new byte[][] {
            {}, {0x30}, Octets.filled(72, 0x30), new byte[255], Octets.hex("3006020100020100"),
            Octets.hex("3006020101020201"), Octets.hex("30070201010202017F")
        }) {
            counter.ok(0x00, 0x84, 0, 0);
            counter.refused(0x6300, 0x00, 0x82, 0, 0, answer);
        }
    }

    @Test
    public void nothingIsAnsweredWithoutCertificateOrChallenge() {
        byte[] challenge = counter.ok(0x00, 0x84, 0, 0);
        counter.refused(0x6985, 0x00, 0x82, 0, 0, world.terminalAnswer(challenge));
        counter.ok(0x00, 0x2A, 0x00, 0xBE, world.terminalCertificate());
        counter.refused(0x6985, 0x00, 0x82, 0, 0, world.terminalAnswer(challenge));
        counter.again();
        counter.ok(0x00, 0x2A, 0x00, 0xBE, world.terminalCertificate());
        counter.refused(0x6985, 0x00, 0x82, 0, 0, world.terminalAnswer(new byte[8]));
    }

    @Test
    public void aNewCertificateForgetsTheTerminalBefore() {
        world.ready();
        refused(0x6A80, new byte[1]);
        counter.refused(0x6982, 0x80, 0x40, 0, 0,
                World.order(World.SLOT, 1, World.AMOUNT, world.freshNonce()));
        byte[] challenge = counter.ok(0x00, 0x84, 0, 0);
        counter.refused(0x6985, 0x00, 0x82, 0, 0, world.terminalAnswer(challenge));
    }

    @Test
    public void aFailedAnswerEndsAnEarlierOne() {
        world.ready();
        counter.ok(0x00, 0x84, 0, 0);
        counter.refused(0x6300, 0x00, 0x82, 0, 0, world.terminalAnswer(new byte[8]));
        counter.refused(0x6982, 0x80, 0x40, 0, 0,
                World.order(World.SLOT, 1, World.AMOUNT, world.freshNonce()));
    }
}
