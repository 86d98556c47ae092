package vn.chitra.card;

import static org.junit.Assert.assertTrue;

import java.util.Arrays;

/** The authorities, one terminal, and one card that they issued. */
final class World {
    static final byte[] CARD_ID = Octets.hex("0102030405060708");
    static final byte[] CA_ID = Octets.hex("A1A2A3A4A5A6A7A8");
    static final byte[] SCRIPT_KID = Octets.hex("B1B2B3B4B5B6B7B8");
    static final byte[] TERMINAL_ID = Octets.ascii("T0000001");
    static final byte[] ENTITLEMENT = Octets.filled(16, 0xE1);
    static final String PIN = "123456";
    static final String PUK = "87654321";
    static final int BASE = 322; // November 2026
    static final long AMOUNT = 500_000;
    static final int SLOT = 0;

    final Authority terminalCa = new Authority();
    final Authority scriptAuthority = new Authority();
    final Authority terminal = new Authority();
    final byte[] record = new byte[700];
    final byte[] certificate = new byte[248];
    final Counter counter = new Counter(new SimulatedCard());
    byte[] authPoint;
    byte[] receiptPoint;
    private int orders;

    World() {
        for (int i = 0; i < record.length; i++) {
            record[i] = (byte) (i * 7);
        }
        Arrays.fill(certificate, (byte) 0xCE);
        counter.select();
    }

    /** A card in use, with one voucher of twelve months from BASE. */
    static World withActiveCard() {
        World world = new World();
        world.personalise();
        world.putVoucher(SLOT, voucher(ENTITLEMENT, BASE, 0xFFF, AMOUNT, 1, 0));
        world.activate();
        return world;
    }

    /** All but a voucher and the activation. */
    void personalise() {
        store(0x0001, CARD_ID);
        authPoint = counter.ok(0x80, 0x46, 1, 0);
        receiptPoint = counter.ok(0x80, 0x46, 2, 0);
        store(0x0002, certificate);
        store(0x0003, record);
        store(0x0004, terminalCa(1));
        store(0x0005, Octets.join(SCRIPT_KID, scriptAuthority.point()));
        store(0x0010, Octets.block(PIN));
        store(0x0011, Octets.block(PUK));
    }

    void store(int tag, byte[] data) {
        counter.ok(0x80, 0xE2, tag >> 8, tag & 0xFF, data);
    }

    void putVoucher(int slot, byte[] voucher) {
        counter.ok(0x80, 0xDA, slot, 0, voucher);
    }

    void activate() {
        counter.ok(0x80, 0x44, 0, 0);
    }

    static byte[] voucher(
            byte[] entitlement, int base, long payable, long amount, int sequence, long paid) {
        return Octets.join(
                entitlement, Octets.u16(base), Octets.u32(payable), Octets.u32(amount),
                Octets.u16(sequence), Octets.u32(paid));
    }

    byte[] terminalCa(int generation) {
        return Octets.join(CA_ID, Octets.u16(generation), terminalCa.point());
    }

    static byte[] certificateBody(byte[] caId, byte[] id, int generation, byte[] point) {
        return Octets.join(
                Octets.of(0x42, 8), caId, Octets.of(0x50, 8), id,
                Octets.of(0x53, 6), Octets.ascii("100000"),
                Octets.of(0x54, 2), Octets.u16(generation),
                Octets.of(0x55, 4), Octets.u32(2_000_000_000L), Octets.of(0x86, 65), point);
    }

    static byte[] certified(byte[] body, Authority by) {
        byte[] der = by.sign(body);
        return Octets.join(body, Octets.of(0x9E, der.length), der);
    }

    byte[] terminalCertificate() {
        return certified(certificateBody(CA_ID, TERMINAL_ID, 1, terminal.point()), terminalCa);
    }

    byte[] terminalAnswer(byte[] challenge) {
        return terminal.sign(Octets.join(
                Octets.ascii("chitra-term-1"), CARD_ID, challenge, TERMINAL_ID));
    }

    World authenticateTerminal() {
        counter.ok(0x00, 0x2A, 0x00, 0xBE, terminalCertificate());
        byte[] challenge = counter.ok(0x00, 0x84, 0, 0);
        counter.ok(0x00, 0x82, 0, 0, terminalAnswer(challenge));
        return this;
    }

    World verifyPin() {
        counter.ok(0x00, 0x20, 0, 1, Octets.block(PIN));
        return this;
    }

    /** Both: what DISBURSE and REVERSE ask for. */
    World ready() {
        return authenticateTerminal().verifyPin();
    }

    byte[] freshNonce() {
        return Octets.u64(0x1000_0000_0000_0000L + ++orders);
    }

    static byte[] order(int slot, long mask, long amount, byte[] nonce) {
        return Octets.join(
                Octets.of(slot), Octets.u32(mask), Octets.u32(amount), TERMINAL_ID, nonce,
                Octets.u32(1_800_000_000L));
    }

    /** Pay one period by its bit; returns the receipt with its signature checked. */
    byte[] pay(int bit) {
        return checked(counter.ok(
                0x80, 0x40, 0, 0, order(SLOT, 1L << bit, AMOUNT, freshNonce())));
    }

    static byte[] reversal(long of, byte[] nonce) {
        return Octets.join(
                Octets.u32(of), TERMINAL_ID, nonce, Octets.u32(1_800_000_060L));
    }

    byte[] script(int kind, long number, byte[] body) {
        return script(kind, CARD_ID, number, body, scriptAuthority);
    }

    static byte[] script(int kind, byte[] cardId, long number, byte[] body, Authority by) {
        byte[] payload = scriptPayload(kind, cardId, number, body);
        return Octets.join(payload, by.sign(Authority.toBeSigned(SCRIPT_KID, payload)));
    }

    static byte[] scriptPayload(int kind, byte[] cardId, long number, byte[] body) {
        return Octets.join(
                Octets.of(0x84, 0x41, kind, 0x48), cardId, Octets.of(0x44), Octets.u32(number),
                Octets.byteString(body));
    }

    /** The receipt itself, once its signature is seen to be the card's. */
    byte[] checked(byte[] receipt) {
        byte[] payload = Arrays.copyOf(receipt, Receipts.PAYLOAD_LENGTH);
        byte[] der = Arrays.copyOfRange(receipt, Receipts.PAYLOAD_LENGTH, receipt.length);
        assertTrue("the card signed its receipt", Authority.signed(
                receiptPoint, Authority.toBeSigned(CARD_ID, payload), der));
        return receipt;
    }

    byte[] state() {
        return counter.ok(0x00, 0xCA, 0x01, 0x02);
    }

    /** The status template's data object, one octet of tag and of length. */
    byte[] status(int tag) {
        byte[] objects = counter.ok(0x00, 0xCA, 0x01, 0x01);
        int at = 0;
        while ((objects[at] & 0xFF) != tag) {
            at += 2 + objects[at + 1];
        }
        return Arrays.copyOfRange(objects, at + 2, at + 2 + objects[at + 1]);
    }

    /** The paid mask of the state's first voucher. */
    long paid() {
        return Octets.u32(state(), State.HEAD + 1 + Vouchers.PAID);
    }

    long counterValue() {
        return Octets.u32(state(), 1);
    }
}
