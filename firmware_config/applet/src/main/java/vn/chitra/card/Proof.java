package vn.chitra.card;

import javacard.framework.Util;
import javacard.security.MessageDigest;
import javacard.security.RandomData;

/** INTERNAL AUTHENTICATE: the card's signature over its state and both sides' nonces. */
final class Proof {
    private static final short NONCE_LENGTH = 16;
    private static final byte[] NO_PREFIX = {};

    // Where the message is put together in the answer, past the nonce and the signature
    private static final short MESSAGE = 96;
    private static final short CARD_ID = 109;
    private static final short TERMINAL_NONCE = 117;
    private static final short CARD_NONCE = 133;
    private static final short STATE_HASH = 149;
    private static final short MESSAGE_LENGTH = 85;

    private final Store store;
    private final State state;
    private final Ecdsa ecdsa;
    private final MessageDigest sha256;
    private final RandomData random;
    private final CardKey key;

    Proof(
            Store store, State state, Ecdsa ecdsa, MessageDigest sha256, RandomData random,
            CardKey key) {
        this.store = store;
        this.state = state;
        this.ecdsa = ecdsa;
        this.sha256 = sha256;
        this.random = random;
        this.key = key;
    }

    /** Write the card's nonce and the signature to the front of {@code out}. */
    short make(byte[] terminalNonce, short at, short length, byte[] out) {
        Refuse.unless(length == NONCE_LENGTH, Refuse.WRONG_LENGTH);
        Refuse.unless(store.has(Profile.STAGES_AUTH_KEY), Refuse.CONDITIONS);
        short stateLength = state.tell(out);
        sha256.doFinal(out, (short) 0, stateLength, out, STATE_HASH);
        short domain = (short) Profile.DOMAINS_AUTH.length;
        Util.arrayCopyNonAtomic(Profile.DOMAINS_AUTH, (short) 0, out, MESSAGE, domain);
        short id = Store.CARD_ID_LENGTH;
        Util.arrayCopyNonAtomic(store.fields(), Store.CARD_ID, out, CARD_ID, id);
        Util.arrayCopyNonAtomic(terminalNonce, at, out, TERMINAL_NONCE, NONCE_LENGTH);
        random.generateData(out, CARD_NONCE, NONCE_LENGTH);
        Util.arrayCopyNonAtomic(out, CARD_NONCE, out, (short) 0, NONCE_LENGTH);
        short signed = ecdsa.sign(
                key, NO_PREFIX, (short) 0, out, MESSAGE, MESSAGE_LENGTH, out, NONCE_LENGTH);
        return (short) (NONCE_LENGTH + signed);
    }
}
