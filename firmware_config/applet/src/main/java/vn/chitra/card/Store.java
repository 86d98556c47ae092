package vn.chitra.card;

import javacard.framework.JCSystem;
import javacard.framework.Util;

/** What the card keeps besides vouchers, receipts, keys and PINs. Fields by their offsets. */
final class Store {
    static final short COUNTER = 0; // 4: receipts signed so far
    static final short SCRIPT_NUMBER = 4; // 4: the last script applied
    static final short CARD_ID = 8; // 8
    static final short TERMINAL_CA = 16; // id 8, generation 2, point 65
    static final short SCRIPT_KEY = 91; // kid 8, point 65
    private static final short LIFE = 164;
    private static final short STAGES = 165; // 2
    private static final short CURRENT_RECORD = 167; // 0 or 1: which area
    private static final short CERTIFICATE_LENGTH = 168; // 2
    private static final short RECORD_LENGTH = 170; // 2 for each area
    private static final short SIZE = 174;

    static final short CARD_ID_LENGTH = 8;
    static final short ID_LENGTH = 8;
    static final short GENERATION = 8; // in TERMINAL_CA
    static final short GENERATION_LENGTH = 2;
    static final short TERMINAL_CA_POINT = 10;
    static final short TERMINAL_CA_LENGTH = 75;
    static final short SCRIPT_KEY_POINT = 8;
    static final short SCRIPT_KEY_LENGTH = 73;

    static final short ALL_STAGES = 0x03FF;

    private final byte[] fields;
    private final byte[] certificate;
    private final byte[] recordA;
    private final byte[] recordB;

    Store() {
        fields = new byte[SIZE];
        fields[LIFE] = Profile.LIFE_BLANK;
        certificate = new byte[Profile.LIMITS_CERTIFICATE];
        recordA = new byte[Profile.LIMITS_RECORD];
        recordB = new byte[Profile.LIMITS_RECORD];
    }

    byte[] fields() {
        return fields;
    }

    /** As GET DATA tells it: blank while nothing is written, personalised once all is. */
    byte life() {
        if (fields[LIFE] != Profile.LIFE_BLANK || stages() == 0) {
            return fields[LIFE];
        }
        return stages() == ALL_STAGES ? Profile.LIFE_PERSONALISED : Profile.LIFE_PERSONALISING;
    }

    void setLife(byte life) {
        fields[LIFE] = life;
    }

    short stages() {
        return Util.getShort(fields, STAGES);
    }

    boolean has(short stage) {
        return (short) (stages() & stage) != 0;
    }

    /**
     * The mark of a stage falls before its value changes and rises after: a cut between leaves
     * the stage open, never a half-written value that counts.
     */
    void openStage(short stage) {
        JCSystem.beginTransaction();
        changeStage(stage, false);
        JCSystem.commitTransaction();
    }

    void closeStage(short stage) {
        JCSystem.beginTransaction();
        changeStage(stage, true);
        JCSystem.commitTransaction();
    }

    /** Raise or lower the mark of a stage (or of several), within the transaction that is open. */
    void changeStage(short stage, boolean done) {
        short others = (short) (stages() & (short) ~stage);
        Util.setShort(fields, STAGES, done ? (short) (others | stage) : others);
    }

    /** Write a field while its stage is open. */
    void put(short field, byte[] value, short at, short length) {
        Util.arrayCopyNonAtomic(value, at, fields, field, length);
    }

    /** Write a field whole, within the transaction that is open. */
    void change(short field, byte[] value, short at, short length) {
        Util.arrayCopy(value, at, fields, field, length);
    }

    byte[] certificate() {
        return certificate;
    }

    short certificateLength() {
        return Util.getShort(fields, CERTIFICATE_LENGTH);
    }

    void putCertificate(byte[] value, short at, short length) {
        Util.arrayCopyNonAtomic(value, at, certificate, (short) 0, length);
        Util.setShort(fields, CERTIFICATE_LENGTH, length);
    }

    byte[] record() {
        return fields[CURRENT_RECORD] == 0 ? recordA : recordB;
    }

    short recordLength() {
        return Util.getShort(fields, lengthOf(fields[CURRENT_RECORD]));
    }

    /** Write the record where it is read, at personalisation. */
    void putRecord(byte[] value, short at, short length) {
        putRecord(fields[CURRENT_RECORD], value, at, length);
    }

    /** Write the next record where nobody reads it yet. */
    void putRecordAside(byte[] value, short at, short length) {
        putRecord(spare(), value, at, length);
    }

    /** Read the spare area from now on; within a transaction. */
    void switchRecord() {
        fields[CURRENT_RECORD] = spare();
    }

    private byte spare() {
        return fields[CURRENT_RECORD] == 0 ? (byte) 1 : (byte) 0;
    }

    private void putRecord(byte area, byte[] value, short at, short length) {
        Util.arrayCopyNonAtomic(value, at, area == 0 ? recordA : recordB, (short) 0, length);
        Util.setShort(fields, lengthOf(area), length);
    }

    private static short lengthOf(byte area) {
        return (short) (RECORD_LENGTH + (short) (area * 2));
    }
}
