package vn.chitra.card;

import javacard.framework.APDU;
import javacard.framework.Applet;
import javacard.framework.ISO7816;
import javacard.framework.JCSystem;
import javacard.framework.Util;
import javacard.security.MessageDigest;
import javacard.security.RandomData;

/**
 * The payout card's application: takes a command apart and hands it to whoever knows it.
 *
 * Everything is made here at installation; no command makes an object. A subclass says which
 * desk channel the card has.
 */
abstract class PayoutApplet extends Applet {
    private static final byte CLA_ISO = 0x00;
    private static final byte CLA_OWN = (byte) 0x80;
    private static final byte CLA_SECURE = (byte) 0x84; // as GlobalPlatform marks the channel's
    private static final short SELECT_BY_NAME = 0x0400;
    private static final short HEADER = 5; // with Lc

    private final DeskChannel channel;
    private final Chain chain;
    private final Answer answer;
    private final Pins pins;
    private final Terminal terminal;
    private final Files files;
    private final Proof proof;
    private final Payout payout;
    private final Scripts scripts;
    private final Desk desk;
    private final boolean[] selected; // not after a SELECT of something else that came to us

    PayoutApplet(DeskChannel channel) {
        this.channel = channel;
        selected = JCSystem.makeTransientBooleanArray((short) 1, JCSystem.CLEAR_ON_DESELECT);
        chain = new Chain();
        answer = new Answer();
        RandomData random = RandomData.getInstance(RandomData.ALG_SECURE_RANDOM);
        MessageDigest sha256 = MessageDigest.getInstance(MessageDigest.ALG_SHA_256, false);
        Ecdsa ecdsa = new Ecdsa();
        SigStructure structure = new SigStructure();
        CardKey authKey = new CardKey();
        CardKey receiptKey = new CardKey();
        Store store = new Store();
        Vouchers vouchers = new Vouchers();
        State state = new State(store, vouchers);
        Journal journal = new Journal(store);
        Receipts receipts = new Receipts(store, ecdsa, structure, receiptKey);
        pins = new Pins(store);
        terminal = new Terminal(store, ecdsa, random);
        files = new Files(store, journal, pins, state);
        proof = new Proof(store, state, ecdsa, sha256, random, authKey);
        payout = new Payout(store, vouchers, journal, receipts, pins, terminal);
        ScriptBody effect = new ScriptBody(store, vouchers, pins, terminal, ecdsa);
        scripts = new Scripts(store, journal, receipts, ecdsa, structure, sha256, effect);
        desk = new Desk(store, vouchers, pins, ecdsa, authKey, receiptKey);
    }

    public boolean select() {
        forget();
        return true;
    }

    public void deselect() {
        forget();
    }

    public void process(APDU apdu) {
        byte[] buffer = apdu.getBuffer();
        byte cla = buffer[ISO7816.OFFSET_CLA];
        byte ins = buffer[ISO7816.OFFSET_INS];
        if (ins == Profile.INS_GET_RESPONSE) {
            answer.sendRest(apdu);
            return;
        }
        answer.forget();
        if (channel.opensWith(cla, ins)) {
            Refuse.unless(selected[0], Refuse.CONDITIONS);
            chain.forget();
            apdu.setOutgoingAndSend(ISO7816.OFFSET_CDATA, channel.open(apdu));
            return;
        }
        boolean wrapped = (byte) (cla & ~Chain.MORE) == CLA_SECURE;
        boolean plain = !wrapped && (cla & Chain.MORE) == 0;
        short length = plain && onlyAsks(ins) ? (short) 0 : receive(apdu, buffer);
        if (wrapped) {
            length = (short) (channel.unwrap(buffer, (short) (HEADER + length)) - HEADER);
            cla = buffer[ISO7816.OFFSET_CLA];
        }
        short told = 0;
        if (!chain.isOpen() && (cla & Chain.MORE) == 0) {
            told = handle(buffer, buffer, ISO7816.OFFSET_CDATA, length, wrapped);
        } else if (chain.takesLast(buffer, length, wrapped)) {
            told = handle(buffer, chain.octets(), (short) 0, chain.length(), wrapped);
        }
        if (wrapped) {
            answer.sendWrapped(apdu, channel, told);
        } else if (cla == CLA_ISO && ins == Profile.INS_READ_BINARY) {
            answer.sendCut(apdu, told);
        } else if (told != 0) {
            answer.send(apdu, told);
        }
    }

    /** The whole command: its header, and its data wherever they were collected. */
    private short handle(byte[] header, byte[] data, short at, short length, boolean wrapped) {
        byte cla = (byte) (header[ISO7816.OFFSET_CLA] & ~Chain.MORE);
        byte ins = header[ISO7816.OFFSET_INS];
        short p1p2 = Util.getShort(header, ISO7816.OFFSET_P1);
        if (cla == CLA_ISO && ins == Profile.INS_SELECT) {
            return describe(p1p2, data, at, length);
        }
        Refuse.unless(selected[0], Refuse.CONDITIONS);
        if (cla == CLA_ISO) {
            return answerIso(ins, p1p2, data, at, length);
        }
        Refuse.unless(cla == CLA_OWN, Refuse.CLA_NOT_SUPPORTED);
        return answerOwn(ins, p1p2, data, at, length, wrapped);
    }

    /** SELECT: this application by its whole name, or another that the card does not have. */
    private short describe(short p1p2, byte[] name, short at, short length) {
        Refuse.unless(p1p2 == SELECT_BY_NAME, Refuse.INCORRECT_P1P2);
        forget();
        short mine = (short) Profile.AID.length;
        selected[0] = length == mine
                && Util.arrayCompare(Profile.AID, (short) 0, name, at, mine) == 0;
        Refuse.unless(selected[0], Refuse.FILE_NOT_FOUND);
        return files.describe(answer.octets());
    }

    private short answerIso(byte ins, short p1p2, byte[] data, short at, short length) {
        byte[] out = answer.octets();
        byte p1 = (byte) (p1p2 >> 8);
        byte p2 = (byte) p1p2;
        switch (ins) {
            case Profile.INS_GET_DATA:
                return files.getData(p1p2, out);
            case Profile.INS_READ_BINARY:
                return files.readBinary(p1, p2, out);
            case Profile.INS_READ_RECORD:
                return files.readRecord(p1, p2, out);
            case Profile.INS_INTERNAL_AUTHENTICATE:
                return proof.make(data, at, length, out);
            case Profile.INS_GET_CHALLENGE:
                return terminal.challenge(out);
            case Profile.INS_PERFORM_SECURITY_OPERATION:
                terminal.certify(p1p2, data, at, length);
                return 0;
            case Profile.INS_EXTERNAL_AUTHENTICATE:
                terminal.authenticate(p1p2, data, at, length, out);
                return 0;
            case Profile.INS_VERIFY:
                pins.verify(p1p2, data, at, length);
                return 0;
            case Profile.INS_CHANGE_REFERENCE_DATA:
                pins.change(p1p2, data, at, length);
                return 0;
            case Profile.INS_RESET_RETRY_COUNTER:
                pins.reset(p1p2, data, at, length);
                return 0;
            default:
                Refuse.with(Refuse.INS_NOT_SUPPORTED);
                return 0;
        }
    }

    private short answerOwn(
            byte ins, short p1p2, byte[] data, short at, short length, boolean wrapped) {
        byte[] out = answer.octets();
        switch (ins) {
            case Profile.INS_DISBURSE:
                return payout.disburse(data, at, length, out);
            case Profile.INS_REVERSE:
                return payout.reverse(data, at, length, out);
            case Profile.INS_GET_RECEIPT:
                return payout.receipt(data, at, length, out);
            case Profile.INS_PUT_SCRIPT:
                return scripts.put(data, at, length, out);
            case Profile.INS_GENERATE_KEY:
            case Profile.INS_STORE_DATA:
            case Profile.INS_PUT_VOUCHER:
            case Profile.INS_ACTIVATE:
            case Profile.INS_TERMINATE:
                Refuse.unless(channel.maySpeak(wrapped), Refuse.SECURITY_STATUS);
                return desk.answer(ins, p1p2, data, at, length, out);
            default:
                Refuse.with(Refuse.INS_NOT_SUPPORTED);
                return 0;
        }
    }

    /** Commands that carry no data: over T=0 their fifth octet is no Lc to be waited for. */
    private static boolean onlyAsks(byte ins) {
        return ins == Profile.INS_GET_DATA
                || ins == Profile.INS_READ_BINARY
                || ins == Profile.INS_READ_RECORD
                || ins == Profile.INS_GET_CHALLENGE
                || ins == Profile.INS_GENERATE_KEY;
    }

    /** All of the command's data into the buffer, however the card's transport cuts it. */
    private static short receive(APDU apdu, byte[] buffer) {
        short got = apdu.setIncomingAndReceive();
        short all = apdu.getIncomingLength();
        while (got < all) {
            got = (short) (got + apdu.receiveBytes((short) (ISO7816.OFFSET_CDATA + got)));
        }
        return got;
    }

    /** What held for this session holds no longer. */
    private void forget() {
        selected[0] = false;
        chain.forget();
        answer.forget();
        pins.forget();
        terminal.forget();
        files.forget();
        channel.close();
    }
}
