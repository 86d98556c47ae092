package vn.chitra.card;

/**
 * The numbers of {@code firmware_config/card/profile.toml}, each named SECTION_KEY.
 *
 * {@code ProfileTest} holds the two together: a number changed, added or left out on one side
 * alone fails the build.
 */
final class Profile {
    static final byte[] AID = {
        (byte) 0xF0, 0x43, 0x48, 0x49, 0x54, 0x52, 0x41
    };
    static final byte VERSION = 1;

    static final short LIMITS_SLOTS = 8;
    static final short LIMITS_JOURNAL_RECORDS = 24;
    static final short LIMITS_CERTIFICATE = 320;
    static final short LIMITS_RECORD = 1024;
    static final byte LIMITS_PIN_TRIES = 3;
    static final byte LIMITS_PUK_TRIES = 10;
    static final byte LIMITS_PIN_DIGITS = 6;
    static final byte LIMITS_PUK_DIGITS = 8;
    static final byte[] LIMITS_COUNTER_MAX = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x00};
    static final short LIMITS_SCRIPT_VOUCHERS = 4;
    static final short LIMITS_SCRIPT = 1249;
    static final short LIMITS_CHALLENGE = 8;

    static final byte FILES_CERTIFICATE = 2;
    static final byte FILES_RECORD = 3;
    static final byte FILES_JOURNAL = 5;

    static final short DATA_STATUS = 0x0101;
    static final short DATA_STATE = 0x0102;
    static final short DATA_CARD_ID = 0x0001;
    static final short DATA_CERTIFICATE = 0x0002;
    static final short DATA_RECORD = 0x0003;
    static final short DATA_TERMINAL_CA = 0x0004;
    static final short DATA_SCRIPT_KEY = 0x0005;
    static final short DATA_PIN = 0x0010;
    static final short DATA_PUK = 0x0011;

    static final byte KEYS_AUTH = 1;
    static final byte KEYS_RECEIPT = 2;

    static final byte LIFE_BLANK = 0x01;
    static final byte LIFE_PERSONALISING = 0x02;
    static final byte LIFE_PERSONALISED = 0x03;
    static final byte LIFE_ACTIVE = 0x07;
    static final byte LIFE_BLOCKED = (byte) 0x83;
    static final byte LIFE_TERMINATED = (byte) 0xFF;

    static final short STAGES_CARD_ID = 0x0001;
    static final short STAGES_AUTH_KEY = 0x0002;
    static final short STAGES_RECEIPT_KEY = 0x0004;
    static final short STAGES_CERTIFICATE = 0x0008;
    static final short STAGES_RECORD = 0x0010;
    static final short STAGES_VOUCHER = 0x0020;
    static final short STAGES_PIN = 0x0040;
    static final short STAGES_PUK = 0x0080;
    static final short STAGES_TERMINAL_CA = 0x0100;
    static final short STAGES_SCRIPT_KEY = 0x0200;

    static final byte STATUS_VERSION = (byte) 0x80;
    static final byte STATUS_LIFE = (byte) 0x81;
    static final byte STATUS_STAGES = (byte) 0x86;
    static final byte STATUS_CARD_ID = (byte) 0x82;
    static final byte STATUS_CERTIFICATE_LENGTH = (byte) 0x83;
    static final byte STATUS_RECORD_LENGTH = (byte) 0x84;
    static final byte STATUS_PIN_TRIES = (byte) 0x85;
    static final byte STATUS_SCRIPT_NUMBER = (byte) 0x87;
    static final byte STATUS_PUK_TRIES = (byte) 0x88;
    static final byte STATUS_TERMINAL_CA = (byte) 0x89;

    static final byte RECEIPTS_PAYOUT = 1;
    static final byte RECEIPTS_REVERSAL = 2;
    static final byte RECEIPTS_SCRIPT = 3;

    static final byte SCRIPTS_ENTITLEMENTS = 1;
    static final byte SCRIPTS_CLEAR = 2;
    static final byte SCRIPTS_UNBLOCK_PIN = 3;
    static final byte SCRIPTS_BLOCK = 4;
    static final byte SCRIPTS_UNBLOCK = 5;
    static final byte SCRIPTS_TERMINAL_CA = 6;

    // Tag and length, an octet each
    static final short TERMINAL_CERTIFICATE_CA = 0x4208;
    static final short TERMINAL_CERTIFICATE_TERMINAL = 0x5008;
    static final short TERMINAL_CERTIFICATE_OFFICE = 0x5306;
    static final short TERMINAL_CERTIFICATE_GENERATION = 0x5402;
    static final short TERMINAL_CERTIFICATE_EXPIRES_AT = 0x5504;
    static final short TERMINAL_CERTIFICATE_KEY = (short) 0x8641;
    static final byte TERMINAL_CERTIFICATE_SIGNATURE = (byte) 0x9E;

    static final byte[] DOMAINS_AUTH = {
        'c', 'h', 'i', 't', 'r', 'a', '-', 'a', 'u', 't', 'h', '-', '1'
    };
    static final byte[] DOMAINS_TERMINAL = {
        'c', 'h', 'i', 't', 'r', 'a', '-', 't', 'e', 'r', 'm', '-', '1'
    };

    static final byte INS_SELECT = (byte) 0xA4;
    static final byte INS_GET_DATA = (byte) 0xCA;
    static final byte INS_READ_BINARY = (byte) 0xB0;
    static final byte INS_READ_RECORD = (byte) 0xB2;
    static final byte INS_GET_CHALLENGE = (byte) 0x84;
    static final byte INS_INTERNAL_AUTHENTICATE = (byte) 0x88;
    static final byte INS_EXTERNAL_AUTHENTICATE = (byte) 0x82;
    static final byte INS_PERFORM_SECURITY_OPERATION = 0x2A;
    static final byte INS_VERIFY = 0x20;
    static final byte INS_CHANGE_REFERENCE_DATA = 0x24;
    static final byte INS_RESET_RETRY_COUNTER = 0x2C;
    static final byte INS_GET_RESPONSE = (byte) 0xC0;
    static final byte INS_INITIALIZE_UPDATE = 0x50;
    static final byte INS_DISBURSE = 0x40;
    static final byte INS_GET_RECEIPT = 0x42;
    static final byte INS_REVERSE = 0x48;
    static final byte INS_PUT_SCRIPT = (byte) 0xD6;
    static final byte INS_GENERATE_KEY = 0x46;
    static final byte INS_STORE_DATA = (byte) 0xE2;
    static final byte INS_PUT_VOUCHER = (byte) 0xDA;
    static final byte INS_ACTIVATE = 0x44;
    static final byte INS_TERMINATE = (byte) 0xE6;

    private Profile() {}
}
