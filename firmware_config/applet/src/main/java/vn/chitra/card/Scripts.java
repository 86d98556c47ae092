package vn.chitra.card;

import javacard.framework.JCSystem;
import javacard.framework.Util;
import javacard.security.MessageDigest;

/**
 * PUT SCRIPT: what the issuer orders this one card to do, numbered and signed.
 *
 * payload = 84 | 41 kind | 48 card id | 44 number | body (a byte string); the DER signature over
 * the COSE structure follows. The card answers with a receipt whose nonce is the payload's hash.
 */
final class Scripts {
    private static final byte ARRAY = (byte) 0x84;
    private static final byte KIND_HEAD = 0x41;
    private static final byte CARD_ID_HEAD = 0x48;
    private static final byte NUMBER_HEAD = 0x44;
    private static final short KIND = 2;
    private static final short CARD_ID = 4;
    private static final short NUMBER = 13;
    private static final short BODY_HEAD = 17;

    private static final byte NOBODY = '0'; // the terminal id of a script's receipt

    private final Store store;
    private final Journal journal;
    private final Receipts receipts;
    private final Ecdsa ecdsa;
    private final SigStructure structure;
    private final MessageDigest sha256;
    private final ScriptBody effect;
    private final byte[] next; // the number that must come

    Scripts(
            Store store, Journal journal, Receipts receipts, Ecdsa ecdsa, SigStructure structure,
            MessageDigest sha256, ScriptBody effect) {
        this.store = store;
        this.journal = journal;
        this.receipts = receipts;
        this.ecdsa = ecdsa;
        this.structure = structure;
        this.sha256 = sha256;
        this.effect = effect;
        next = JCSystem.makeTransientByteArray(U32.SIZE, JCSystem.CLEAR_ON_DESELECT);
    }

    /** Check and apply the script in {@code data}; its receipt goes to the front of {@code out}. */
    short put(byte[] data, short at, short length, byte[] out) {
        byte life = store.life();
        boolean may = life == Profile.LIFE_ACTIVE || life == Profile.LIFE_BLOCKED;
        Refuse.unless(may, Refuse.CONDITIONS);
        // 1. Form
        short end = (short) (at + length);
        short bodyLength = checkForm(data, at, end);
        short body = (short) (at + (short) (BODY_HEAD + ByteString.headLength(bodyLength)));
        short der = (short) (body + bodyLength);
        short payloadLength = (short) (der - at);
        // 2. Card
        byte[] fields = store.fields();
        boolean mine = Util.arrayCompare(
                fields, Store.CARD_ID, data, (short) (at + CARD_ID), Store.CARD_ID_LENGTH) == 0;
        Refuse.unless(mine, Refuse.REFERENCE_NOT_FOUND);
        // 3. Signature
        short derLength = (short) (end - der);
        boolean signed = isSigned(data, at, payloadLength, der, derLength);
        Refuse.unless(signed, Refuse.SECURITY_STATUS);
        // 4. The same script again gets its receipt again
        sha256.doFinal(data, at, payloadLength, out, (short) 0);
        short known = journal.find(out, (short) 0);
        if (known != Journal.NONE && journal.isScript(known)) { // a payout may bear any nonce
            return journal.copy(known, out);
        }
        Util.arrayCopyNonAtomic(out, (short) 0, out, Receipts.LONGEST, Receipts.NONCE_LENGTH);
        // 5. Number
        short number = (short) (at + NUMBER);
        U32.plusOne(fields, Store.SCRIPT_NUMBER, next, (short) 0);
        short order = U32.compare(data, number, next, (short) 0);
        Refuse.unless(order >= 0, Refuse.CONDITIONS);
        Refuse.unless(order == 0, Refuse.RECORD_NOT_FOUND);
        // 6. Body
        byte kind = data[(short) (at + KIND)];
        effect.prepare(kind, data, body, bodyLength);
        receipts.begin(out, Profile.RECEIPTS_SCRIPT);
        Util.arrayCopyNonAtomic(data, number, out, Receipts.MASK, U32.SIZE);
        Util.arrayFillNonAtomic(out, Receipts.TERMINAL, Receipts.TERMINAL_LENGTH, NOBODY);
        short nonce = Receipts.LONGEST; // kept there from step 4
        Util.arrayCopyNonAtomic(out, nonce, out, Receipts.NONCE, Receipts.NONCE_LENGTH);
        short receiptLength = receipts.sign(out);
        journal.putAside(out, receiptLength);
        effect.putAside(kind, data, body, bodyLength);
        JCSystem.beginTransaction();
        effect.apply(kind, data, body);
        store.change(Store.SCRIPT_NUMBER, data, number, U32.SIZE);
        store.change(Store.COUNTER, out, Receipts.COUNTER, U32.SIZE);
        JCSystem.commitTransaction();
        return receiptLength;
    }

    /** The body's length, or a refusal with 6A80. */
    private static short checkForm(byte[] data, short at, short end) {
        Refuse.unless((short) (end - at) > BODY_HEAD, Refuse.WRONG_DATA);
        boolean heads = data[at] == ARRAY
                && data[(short) (at + (short) (KIND - 1))] == KIND_HEAD
                && data[(short) (at + (short) (CARD_ID - 1))] == CARD_ID_HEAD
                && data[(short) (at + (short) (NUMBER - 1))] == NUMBER_HEAD;
        Refuse.unless(heads, Refuse.WRONG_DATA);
        short bodyLength = ByteString.lengthAt(data, (short) (at + BODY_HEAD), end);
        Refuse.unless(bodyLength <= Profile.LIMITS_SCRIPT, Refuse.WRONG_DATA);
        short head = (short) (BODY_HEAD + ByteString.headLength(bodyLength));
        short derLength = (short) ((short) (end - at) - (short) (head + bodyLength));
        boolean fits = derLength >= 1 && derLength <= Ecdsa.LONGEST;
        Refuse.unless(fits, Refuse.WRONG_DATA);
        return bodyLength;
    }

    private boolean isSigned(byte[] data, short at, short length, short der, short derLength) {
        byte[] fields = store.fields();
        short key = Store.SCRIPT_KEY;
        if (!ecdsa.knows(fields, (short) (key + Store.SCRIPT_KEY_POINT))) {
            return false;
        }
        ecdsa.begin(structure.octets(), structure.fill(fields, key, length));
        return ecdsa.verifies(data, at, length, data, der, derLength);
    }
}
