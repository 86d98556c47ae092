package vn.chitra.card;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;

/** Somebody with a key pair, made by the Java platform's own cryptography. */
final class Authority {
    private static final byte[] SIG_STRUCTURE = Octets.join(
            Octets.of(0x84, 0x6A), Octets.ascii("Signature1"));

    private final KeyPair pair;

    Authority() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            pair = generator.generateKeyPair();
        } catch (GeneralSecurityException error) {
            throw new AssertionError(error);
        }
    }

    /** 04, x, y. */
    byte[] point() {
        ECPoint w = ((ECPublicKey) pair.getPublic()).getW();
        return Octets.join(Octets.of(4), fixed(w.getAffineX()), fixed(w.getAffineY()));
    }

    /** A DER signature over SHA-256. */
    byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException error) {
            throw new AssertionError(error);
        }
    }

    /** Whether the holder of {@code point} signed {@code message}. */
    static boolean signed(byte[] point, byte[] message, byte[] der) {
        try {
            ECPoint w = new ECPoint(
                    new BigInteger(1, Arrays.copyOfRange(point, 1, 33)),
                    new BigInteger(1, Arrays.copyOfRange(point, 33, 65)));
            ECPublicKey any = (ECPublicKey) new Authority().pair.getPublic();
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initVerify(KeyFactory.getInstance("EC").generatePublic(
                    new ECPublicKeySpec(w, any.getParams())));
            signature.update(message);
            return signature.verify(der);
        } catch (GeneralSecurityException error) {
            throw new AssertionError(error);
        }
    }

    /** What a COSE_Sign1 with this kid of eight octets signs. */
    static byte[] toBeSigned(byte[] kid, byte[] payload) {
        byte[] header = Octets.join(Octets.of(0xA2, 0x01, 0x26, 0x04), Octets.byteString(kid));
        return Octets.join(
                SIG_STRUCTURE, Octets.byteString(header), Octets.of(0x40),
                Octets.byteString(payload));
    }

    private static byte[] fixed(BigInteger number) {
        byte[] octets = new byte[32];
        byte[] plain = number.toByteArray();
        int length = Math.min(plain.length, 32);
        System.arraycopy(plain, plain.length - length, octets, 32 - length, length);
        return octets;
    }
}
