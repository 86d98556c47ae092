package vn.chitra.card;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import jdk.net.ExtendedSocketOptions;

/**
 * Puts a blank simulated card into vpcd's virtual PC/SC reader (the vsmartcard project):
 * {@code VpcdMain host port}. A line on standard input takes it out and puts in another.
 *
 * Each message is two octets of length, big-endian, then the message. One octet alone is a
 * control code; anything longer is a command APDU.
 */
public final class VpcdMain {
    private static final int POWER_OFF = 0;
    private static final int POWER_ON = 1;
    private static final int RESET = 2;
    private static final int GET_ATR = 4;

    // pcscd looks for a card every 0.4 s: one put in sooner after another is taken for the same.
    private static final int EMPTY_MS = 500;

    private VpcdMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 2) {
            System.err.println("usage: VpcdMain host port");
            System.exit(2);
        }
        String host = arguments[0];
        int port = Integer.parseInt(arguments[1]);
        BufferedReader orders = new BufferedReader(
                new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        Thread card;
        while (true) {
            Socket contacts = new Socket(host, port);
            card = insert(contacts);
            System.out.println("card inserted");
            if (orders.readLine() == null) {
                break;
            }
            contacts.close();
            card.join();
            Thread.sleep(EMPTY_MS);
        }
        card.join(); // nobody gives orders: until the reader hangs up
    }

    /** A new card at these contacts; the thread ends when they part. */
    static Thread insert(Socket contacts) throws IOException {
        contacts.setTcpNoDelay(true);
        SimulatedCard card = new SimulatedCard();
        Thread thread = new Thread(() -> {
            try (Socket reader = contacts) {
                serve(card, reader);
            } catch (IOException parted) {
                System.out.println("card removed");
            }
        });
        thread.start();
        return thread;
    }

    private static void serve(SimulatedCard card, Socket reader) throws IOException {
        DataInputStream in = new DataInputStream(reader.getInputStream());
        OutputStream out = reader.getOutputStream();
        while (true) {
            acknowledgeAtOnce(reader);
            byte[] message = new byte[in.readUnsignedShort()];
            acknowledgeAtOnce(reader);
            in.readFully(message);
            if (message.length != 1) {
                send(out, card.transmit(message));
                continue;
            }
            switch (message[0]) {
                case GET_ATR:
                    send(out, card.atr());
                    break;
                case POWER_OFF:
                case POWER_ON:
                case RESET:
                    card.reset();
                    break;
                default: // no command has one octet
                    send(out, card.transmit(message));
            }
        }
    }

    /**
     * vpcd writes length and message apart: a delayed ACK costs 40 ms between them. The kernel
     * forgets the option, so it is set before every read.
     */
    private static void acknowledgeAtOnce(Socket reader) throws IOException {
        if (reader.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK)) {
            reader.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
        }
    }

    /** In one write, so that the reader need not wait for a second segment. */
    private static void send(OutputStream out, byte[] message) throws IOException {
        byte[] framed = new byte[2 + message.length];
        framed[0] = (byte) (message.length >> 8);
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, 2, message.length);
        out.write(framed);
        out.flush();
    }
}
