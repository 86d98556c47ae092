package vn.chitra.card;

import javacard.security.ECPublicKey;
import javacard.security.KeyBuilder;
import javacard.security.Signature;

/** ECDSA on P-256 over SHA-256; signatures are DER. A message is a prefix and the rest. */
final class Ecdsa {
    static final short LONGEST = 72; // two 33-octet integers with heads

    private final Signature signature;
    private final ECPublicKey theirs;

    Ecdsa() {
        signature = Signature.getInstance(Signature.ALG_ECDSA_SHA_256, false);
        theirs = (ECPublicKey) KeyBuilder.buildKey(
                KeyBuilder.TYPE_EC_FP_PUBLIC, KeyBuilder.LENGTH_EC_FP_256, false);
        P256.describe(theirs);
    }

    /** Sign with one of the card's keys. Returns the signature's length. */
    short sign(
            CardKey key, byte[] prefix, short prefixLength,
            byte[] message, short at, short length, byte[] out, short outAt) {
        signature.init(key.secret(), Signature.MODE_SIGN);
        signature.update(prefix, (short) 0, prefixLength);
        return signature.sign(message, at, length, out, outAt);
    }

    /**
     * Take the key with this point for {@code verifies}. False if it is none: not every card
     * tells a point off the curve before it is used.
     */
    boolean knows(byte[] point, short pointAt) {
        try {
            theirs.setW(point, pointAt, P256.POINT_LENGTH);
            signature.init(theirs, Signature.MODE_VERIFY);
            return true;
        } catch (RuntimeException noPoint) {
            return false;
        }
    }

    /** The message's prefix, between {@code knows} and {@code verifies}. */
    void begin(byte[] prefix, short length) {
        signature.update(prefix, (short) 0, length);
    }

    boolean verifies(
            byte[] message, short at, short length, byte[] der, short derAt, short derLength) {
        try {
            return derLength <= LONGEST
                    && signature.verify(message, at, length, der, derAt, derLength);
        } catch (RuntimeException malformed) {
            return false; // what a parser throws at octets that are no DER, no standard says
        }
    }
}
