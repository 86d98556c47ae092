package vn.chitra.card;

import javacard.security.ECPrivateKey;
import javacard.security.ECPublicKey;
import javacard.security.KeyBuilder;
import javacard.security.KeyPair;
import javacard.security.PrivateKey;

/** A key pair made on the card; the private half never leaves it. */
final class CardKey {
    private final ECPublicKey open;
    private final ECPrivateKey secret;
    private final KeyPair pair;

    CardKey() {
        short bits = KeyBuilder.LENGTH_EC_FP_256;
        open = (ECPublicKey) KeyBuilder.buildKey(KeyBuilder.TYPE_EC_FP_PUBLIC, bits, false);
        secret = (ECPrivateKey) KeyBuilder.buildKey(KeyBuilder.TYPE_EC_FP_PRIVATE, bits, false);
        P256.describe(open);
        P256.describe(secret);
        pair = new KeyPair(open, secret);
    }

    /** Make a new pair and write its point (04, x, y) to the front of {@code out}. */
    short generate(byte[] out) {
        pair.genKeyPair();
        return open.getW(out, (short) 0);
    }

    PrivateKey secret() {
        return secret;
    }
}
