package vn.chitra.card;

import javacard.framework.APDU;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;

/** The answer being made, and what of it GET RESPONSE has still to fetch. */
final class Answer {
    /** The state with all its slots in use is the longest. */
    static final short SIZE =
            (short) (State.HEAD + (short) (Profile.LIMITS_SLOTS * State.ENTRY));

    private static final short MORE_DATA = 0x6100;
    private static final short LONGEST = 256; // Le of 00, and an absent one

    private static final byte AT = 0;
    private static final byte LEFT = 1;

    private final byte[] octets;
    private final short[] rest;

    Answer() {
        octets = JCSystem.makeTransientByteArray(SIZE, JCSystem.CLEAR_ON_DESELECT);
        rest = JCSystem.makeTransientShortArray((short) 2, JCSystem.CLEAR_ON_DESELECT);
    }

    byte[] octets() {
        return octets;
    }

    void forget() {
        rest[LEFT] = 0;
    }

    /** The first {@code length} octets, as many as the terminal wants; 61xx tells of the rest. */
    void send(APDU apdu, short length) {
        rest[AT] = 0;
        rest[LEFT] = length;
        sendRest(apdu);
    }

    /** The same, but what the terminal does not want is not kept: it reads a file by offsets. */
    void sendCut(APDU apdu, short length) {
        put(apdu, (short) 0, length);
    }

    /** GET RESPONSE. Refuses with 6985 when nothing is left. */
    void sendRest(APDU apdu) {
        Refuse.unless(rest[LEFT] != 0, Refuse.CONDITIONS);
        short sent = put(apdu, rest[AT], rest[LEFT]);
        rest[AT] = (short) (rest[AT] + sent);
        rest[LEFT] = (short) (rest[LEFT] - sent);
        if (rest[LEFT] != 0) {
            short told = rest[LEFT] < (short) 0xFF ? rest[LEFT] : (short) 0xFF;
            ISOException.throwIt((short) (MORE_DATA | told));
        }
    }

    private short put(APDU apdu, short at, short length) {
        short wanted = apdu.setOutgoing();
        if (wanted == 0) {
            wanted = LONGEST;
        }
        short sent = length < wanted ? length : wanted;
        apdu.setOutgoingLength(sent);
        apdu.sendBytesLong(octets, at, sent);
        return sent;
    }

    /** Through the desk's channel: short answers only, and always whole. */
    void sendWrapped(APDU apdu, DeskChannel channel, short length) {
        byte[] buffer = apdu.getBuffer();
        Util.arrayCopyNonAtomic(octets, (short) 0, buffer, ISO7816.OFFSET_CLA, length);
        short wrapped = channel.wrap(buffer, length);
        if (wrapped != 0) {
            apdu.setOutgoingAndSend(ISO7816.OFFSET_CLA, wrapped);
        }
    }
}
