package vn.chitra.card;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import org.junit.Test;

/** The card in a virtual reader that this test plays. */
public class VpcdMainTest {
    private static void send(DataOutputStream out, byte[] message) throws IOException {
        out.writeShort(message.length);
        out.write(message);
        out.flush();
    }

    private static byte[] receive(DataInputStream in) throws IOException {
        byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        return message;
    }

    @Test(timeout = 30_000)
    public void theReaderPowersTheCardAndSpeaksWithIt() throws Exception {
        Thread card;
        try (ServerSocket reader = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            card = VpcdMain.insert(
                    new Socket(reader.getInetAddress(), reader.getLocalPort()));
            try (Socket contacts = reader.accept()) {
                DataInputStream in = new DataInputStream(contacts.getInputStream());
                DataOutputStream out = new DataOutputStream(contacts.getOutputStream());
                send(out, Octets.of(4));
                byte[] atr = receive(in);
                assertArrayEquals(
                        Octets.join(Octets.hex("3B8901"), Octets.ascii("CHITRAJCS")),
                        Arrays.copyOf(atr, 12));
                assertEquals(0, check(atr));
                send(out, Octets.of(1));
                send(out, Octets.hex("00A4040007F043484954524100"));
                byte[] answer = receive(in);
                assertEquals(0x6F, answer[0]);
                send(out, Octets.hex("00CA010100"));
                assertEquals((byte) 0x90, receive(in)[52]);
                send(out, Octets.of(2));
                send(out, Octets.hex("00CA010100"));
                assertArrayEquals(Octets.hex("6985"), receive(in));
            }
        }
        card.join();
    }

    private static int check(byte[] atr) {
        int check = 0;
        for (int i = 1; i < atr.length; i++) {
            check ^= atr[i];
        }
        return check;
    }
}
