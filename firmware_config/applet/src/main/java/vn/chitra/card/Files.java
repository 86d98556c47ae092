package vn.chitra.card;

import javacard.framework.JCSystem;
import javacard.framework.Util;

/** What anyone may read: status, state, certificate, record and journal. */
final class Files {
    private static final short LONGEST_READ = 256;
    private static final byte SHORT_ID = (byte) 0x80; // P1 of READ BINARY names the file
    private static final byte JOURNAL_BY_NUMBER = (byte) (Profile.FILES_JOURNAL << 3 | 0x04);

    private final Store store;
    private final Journal journal;
    private final Pins pins;
    private final State state;
    private final byte[] current; // the file that READ BINARY goes on with

    Files(Store store, Journal journal, Pins pins, State state) {
        this.store = store;
        this.journal = journal;
        this.pins = pins;
        this.state = state;
        current = JCSystem.makeTransientByteArray((short) 1, JCSystem.CLEAR_ON_DESELECT);
    }

    void forget() {
        current[0] = 0;
    }

    /** SELECT's answer: 6F (84 AID, A5 status). */
    short describe(byte[] out) {
        short aid = (short) Profile.AID.length;
        short status = (short) (6 + aid); // past the heads of 6F, 84 and A5
        short statusLength = tellStatus(out, status);
        short inner = (short) (4 + (short) (aid + statusLength));
        out[0] = 0x6F;
        out[1] = (byte) inner; // under 80
        out[2] = (byte) 0x84;
        out[3] = (byte) aid;
        short at = Util.arrayCopyNonAtomic(Profile.AID, (short) 0, out, (short) 4, aid);
        out[at] = (byte) 0xA5;
        out[(short) (at + 1)] = (byte) statusLength;
        return (short) (2 + inner);
    }

    /** GET DATA. */
    short getData(short tag, byte[] out) {
        if (tag == Profile.DATA_STATE) {
            return state.tell(out);
        }
        Refuse.unless(tag == Profile.DATA_STATUS, Refuse.REFERENCE_NOT_FOUND);
        return tellStatus(out, (short) 0);
    }

    /** READ BINARY: from the offset to the file's end, at most 256 octets. */
    short readBinary(byte p1, byte p2, byte[] out) {
        short offset = Util.makeShort(p1, p2);
        if ((p1 & SHORT_ID) != 0) {
            byte file = (byte) (p1 & 0x1F);
            boolean known = file == Profile.FILES_CERTIFICATE || file == Profile.FILES_RECORD;
            Refuse.unless(known, Refuse.FILE_NOT_FOUND);
            current[0] = file;
            offset = (short) (p2 & 0xFF);
        }
        Refuse.unless(current[0] != 0, Refuse.CONDITIONS);
        boolean isRecord = current[0] == Profile.FILES_RECORD;
        byte[] content = isRecord ? store.record() : store.certificate();
        short length = isRecord ? store.recordLength() : store.certificateLength();
        Refuse.unless(offset < length, Refuse.WRONG_OFFSET);
        short left = (short) (length - offset);
        short read = left < LONGEST_READ ? left : LONGEST_READ;
        return Util.arrayCopyNonAtomic(content, offset, out, (short) 0, read);
    }

    /** READ RECORD: the journal's receipt P1, 1 being the latest. */
    short readRecord(byte p1, byte p2, byte[] out) {
        Refuse.unless(p2 == JOURNAL_BY_NUMBER, Refuse.INCORRECT_P1P2);
        short place = journal.place((short) ((short) (p1 & 0xFF) - 1));
        Refuse.unless(place != Journal.NONE, Refuse.RECORD_NOT_FOUND);
        return journal.copy(place, out);
    }

    /** The status template's content at {@code at}. Returns its length. */
    private short tellStatus(byte[] out, short at) {
        byte[] fields = store.fields();
        short to = putByte(out, at, Profile.STATUS_VERSION, Profile.VERSION);
        to = putByte(out, to, Profile.STATUS_LIFE, store.life());
        to = putShort(out, to, Profile.STATUS_STAGES, store.stages());
        to = put(out, to, Profile.STATUS_CARD_ID, fields, Store.CARD_ID, Store.CARD_ID_LENGTH);
        to = putShort(out, to, Profile.STATUS_CERTIFICATE_LENGTH, store.certificateLength());
        to = putShort(out, to, Profile.STATUS_RECORD_LENGTH, store.recordLength());
        to = putByte(out, to, Profile.STATUS_PIN_TRIES, pins.pinTries());
        to = put(out, to, Profile.STATUS_SCRIPT_NUMBER, fields, Store.SCRIPT_NUMBER, U32.SIZE);
        to = putByte(out, to, Profile.STATUS_PUK_TRIES, pins.pukTries());
        short ca = (short) (Store.ID_LENGTH + Store.GENERATION_LENGTH);
        to = put(out, to, Profile.STATUS_TERMINAL_CA, fields, Store.TERMINAL_CA, ca);
        return (short) (to - at);
    }

    private static short putByte(byte[] out, short at, byte tag, byte value) {
        out[at] = tag;
        out[(short) (at + 1)] = 1;
        out[(short) (at + 2)] = value;
        return (short) (at + 3);
    }

    private static short putShort(byte[] out, short at, byte tag, short value) {
        out[at] = tag;
        out[(short) (at + 1)] = 2;
        return Util.setShort(out, (short) (at + 2), value);
    }

    private static short put(
            byte[] out, short at, byte tag, byte[] value, short valueAt, short length) {
        out[at] = tag;
        out[(short) (at + 1)] = (byte) length;
        return Util.arrayCopyNonAtomic(value, valueAt, out, (short) (at + 2), length);
    }
}
