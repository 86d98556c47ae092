package org.globalplatform;

import javacard.framework.APDU;

/** What GpDeskChannel uses of the GlobalPlatform card API (1.6), for compiling and for a fake. */
public interface SecureChannel {
    byte AUTHENTICATED = (byte) 0x80;
    byte C_MAC = 0x01;
    byte C_DECRYPTION = 0x02;
    byte R_MAC = 0x10;

    short processSecurity(APDU apdu);

    short unwrap(byte[] buffer, short offset, short length);

    short wrap(byte[] buffer, short offset, short length);

    byte getSecurityLevel();

    void resetSecurity();
}
