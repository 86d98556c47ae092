package vn.chitra.card;

import javacard.framework.APDU;

/**
 * The secure channel between an issuance desk and a card that is not active yet (SCP03).
 *
 * On a real card it is the security domain's ({@code GpDeskChannel} in src/gp); a simulator that
 * has no security domain puts a stub here.
 */
interface DeskChannel {
    /** Whether this command sets up the channel rather than going through it. */
    boolean opensWith(byte cla, byte ins);

    /** Process such a command. The answer lies in the buffer from OFFSET_CDATA: its length. */
    short open(APDU apdu);

    /**
     * Check and decrypt a command of {@code length} octets (header and Lc too) where it lies,
     * and clear the class octet's mark. Returns the length without its protection.
     */
    short unwrap(byte[] buffer, short length);

    /** Protect an answer of {@code length} octets at the buffer's front. Returns the new length. */
    short wrap(byte[] buffer, short length);

    /** Whether a command that came {@code wrapped}, or not, may personalise this card. */
    boolean maySpeak(boolean wrapped);

    /** Forget the session: the card was selected anew or left. */
    void close();
}
