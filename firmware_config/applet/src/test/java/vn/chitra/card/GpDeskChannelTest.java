package vn.chitra.card;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import javacard.framework.APDU;
import org.globalplatform.GPSystem;
import org.globalplatform.SecureChannel;
import org.junit.Test;

/** The real channel's rules, against a security domain that answers as its API says. */
public class GpDeskChannelTest {
    private final Domain domain = new Domain();
    private final DeskChannel channel = new GpDeskChannel();

    public GpDeskChannelTest() {
        GPSystem.channel = domain;
    }

    private static final class Domain implements SecureChannel {
        int level;
        boolean isReset;

        @Override
        public short processSecurity(APDU apdu) {
            return 28;
        }

        @Override
        public short unwrap(byte[] buffer, short offset, short length) {
            return (short) (length - 8);
        }

        @Override
        public short wrap(byte[] buffer, short offset, short length) {
            assertEquals((byte) 0x90, buffer[length - 2]);
            assertEquals(0, buffer[length - 1]);
            return (short) (length - 2 + 8);
        }

        @Override
        public byte getSecurityLevel() {
            return (byte) level;
        }

        @Override
        public void resetSecurity() {
            isReset = true;
        }
    }

    @Test
    public void itOpensWithTheTwoCommandsOfScp03() {
        assertTrue(channel.opensWith((byte) 0x80, (byte) 0x50));
        assertTrue(channel.opensWith((byte) 0x84, (byte) 0x82));
        assertFalse(channel.opensWith((byte) 0x00, (byte) 0x82));
        assertFalse(channel.opensWith((byte) 0x84, (byte) 0x50));
    }

    @Test
    public void onlyAnEncryptedChannelWithBothMacsMayPersonalise() {
        int[] enough = {0x93, 0xB3};
        int[] tooLittle = {0x00, 0x80, 0x81, 0x83, 0x91, 0x92, 0x13, 0x33};
        for (int level : enough) {
            domain.level = level;
            assertTrue(channel.maySpeak(true));
            assertFalse(channel.maySpeak(false));
        }
        for (int level : tooLittle) {
            domain.level = level;
            assertFalse(channel.maySpeak(true));
        }
    }

    @Test
    public void theStatusWordGoesUnderTheMac() {
        byte[] buffer = new byte[261];
        assertEquals(73, channel.wrap(buffer, (short) 65));
        assertEquals(13, channel.unwrap(buffer, (short) 21));
    }

    @Test
    public void leavingTheApplicationEndsTheSession() {
        channel.close();
        assertTrue(domain.isReset);
    }
}
