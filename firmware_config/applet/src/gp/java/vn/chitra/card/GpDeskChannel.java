package vn.chitra.card;

import javacard.framework.APDU;
import javacard.framework.ISO7816;
import javacard.framework.Util;
import org.globalplatform.GPSystem;
import org.globalplatform.SecureChannel;

/**
 * The desk's channel of a real card: its security domain's SCP03, by the GlobalPlatform API.
 *
 * PIN and PUK travel through it, so encryption is asked for as well as both MACs.
 */
final class GpDeskChannel implements DeskChannel {
    private static final byte CLA_PLAIN = (byte) 0x80;
    private static final byte CLA_SECURE = (byte) 0x84;
    private static final byte LEVEL = (byte) (SecureChannel.AUTHENTICATED
            | SecureChannel.C_MAC | SecureChannel.C_DECRYPTION | SecureChannel.R_MAC);

    public boolean opensWith(byte cla, byte ins) {
        return cla == CLA_PLAIN && ins == Profile.INS_INITIALIZE_UPDATE
                || cla == CLA_SECURE && ins == Profile.INS_EXTERNAL_AUTHENTICATE;
    }

    public short open(APDU apdu) {
        return GPSystem.getSecureChannel().processSecurity(apdu);
    }

    public short unwrap(byte[] buffer, short length) {
        return GPSystem.getSecureChannel().unwrap(buffer, (short) 0, length);
    }

    /** The domain wants the status word at the end, puts it under the MAC and takes it away. */
    public short wrap(byte[] buffer, short length) {
        Util.setShort(buffer, length, ISO7816.SW_NO_ERROR);
        short withStatus = (short) (length + 2);
        return GPSystem.getSecureChannel().wrap(buffer, (short) 0, withStatus);
    }

    public boolean maySpeak(boolean wrapped) {
        byte level = GPSystem.getSecureChannel().getSecurityLevel();
        return wrapped && (byte) (level & LEVEL) == LEVEL;
    }

    public void close() {
        GPSystem.getSecureChannel().resetSecurity();
    }
}
