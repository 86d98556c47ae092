package vn.chitra.card;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Byte strings as tests write them. */
final class Octets {
    private Octets() {}

    static byte[] of(int... values) {
        byte[] octets = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            octets[i] = (byte) values[i];
        }
        return octets;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.write(part, 0, part.length);
        }
        return whole.toByteArray();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] u16(int value) {
        return of(value >> 8, value);
    }

    static byte[] u32(long value) {
        return ByteBuffer.allocate(4).putInt((int) value).array();
    }

    static byte[] u64(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }

    static long u32(byte[] octets, int at) {
        return ByteBuffer.wrap(octets).getInt(at) & 0xFFFFFFFFL;
    }

    static byte[] filled(int length, int value) {
        byte[] octets = new byte[length];
        java.util.Arrays.fill(octets, (byte) value);
        return octets;
    }

    static byte[] hex(String text) {
        byte[] octets = new byte[text.length() / 2];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) Integer.parseInt(text.substring(2 * i, 2 * i + 2), 16);
        }
        return octets;
    }

    /** PIN or PUK digits as they travel: ASCII padded with FF. */
    static byte[] block(String digits) {
        return join(ascii(digits), filled(8 - digits.length(), 0xFF));
    }

    /** A CBOR byte string in its shortest form. */
    static byte[] byteString(byte[] content) {
        byte[] head = content.length < 24 ? of(0x40 | content.length)
                : content.length < 256 ? of(0x58, content.length)
                : join(of(0x59), u16(content.length));
        return join(head, content);
    }
}
