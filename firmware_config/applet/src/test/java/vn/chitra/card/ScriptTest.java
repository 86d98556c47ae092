package vn.chitra.card;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.Test;

public class ScriptTest {
    private static final byte[] NOTHING = {};
    private static final int MOVED = World.BASE + 3;

    private final World world = World.withActiveCard();
    private final Counter counter = world.counter;
    private final byte[] newRecord = Octets.filled(900, 0x77);

    private byte[] put(byte[] script) {
        return world.checked(counter.ok(0x80, 0xD6, 0, 0, script));
    }

    private void refused(int status, byte[] script) {
        counter.refused(status, 0x80, 0xD6, 0, 0, script);
    }

    private byte[] entitlements(byte[] record, byte[]... items) {
        return Octets.join(Octets.of(items.length), Octets.join(items), record);
    }

    private static byte[] item(int slot, byte[] voucher) {
        return Octets.join(Octets.of(slot), voucher);
    }

    private static byte[] next(int base, int sequence, long paid) {
        return World.voucher(World.ENTITLEMENT, base, 0xFFF, 650_000, sequence, paid);
    }

    @Test
    public void theReceiptTellsTheNumberAndThePayloadsHash() throws Exception {
        byte[] payload = World.scriptPayload(4, World.CARD_ID, 1, NOTHING);
        byte[] receipt = put(world.script(4, 1, NOTHING));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(payload);
        byte[] expected = Octets.join(
                Octets.of(0x8B, 0x41, 3, 0x48), World.CARD_ID, Octets.of(0x41, 0, 0x50),
                new byte[16], Octets.of(0x42, 0, 0, 0x44), Octets.u32(1), Octets.of(0x44),
                Octets.u32(0), Octets.of(0x44), Octets.u32(1), Octets.of(0x48),
                Octets.ascii("00000000"), Octets.of(0x48), Arrays.copyOf(hash, 8),
                Octets.of(0x44), Octets.u32(0));
        assertArrayEquals(expected, Arrays.copyOf(receipt, 72));
        assertArrayEquals(receipt, counter.ok(0x80, 0x42, 0, 0, Arrays.copyOf(hash, 8)));
        assertArrayEquals(receipt, counter.ok(0x00, 0xB2, 1, 0x2C));
    }

    @Test
    public void newEntitlementsKeepWhatWasPaid() {
        world.ready();
        world.pay(2);
        world.pay(4);
        byte[] other = World.voucher(Octets.filled(16, 0xE2), 0x8000, 1, 9_000_000, 1, 0);
        byte[] body = entitlements(newRecord, item(0, next(MOVED, 2, 0b100)), item(7, other));
        put(world.script(1, 1, body));
        byte[] expected = Octets.join(
                Octets.of(Profile.LIFE_ACTIVE), Octets.u32(3),
                Octets.of(0), next(MOVED, 2, 0b110), Octets.of(7), other);
        assertArrayEquals(expected, world.state());
        assertArrayEquals(Octets.u16(900), world.status(0x84));
        assertArrayEquals(Octets.filled(256, 0x77), counter.ok(0x00, 0xB0, 0x83, 0));
        assertArrayEquals(Octets.u32(1), world.status(0x87));
    }

    @Test
    public void theRecordSwitchesThereAndBack() {
        put(world.script(1, 1, entitlements(newRecord, item(0, next(World.BASE, 2, 0)))));
        byte[] third = Octets.filled(30, 0x33);
        put(world.script(1, 2, entitlements(third, item(0, next(World.BASE, 3, 0)))));
        assertArrayEquals(third, counter.ok(0x00, 0xB0, 0x83, 0));
    }

    @Test
    public void fourVouchersAndTheLongestRecordFit() {
        byte[][] items = new byte[4][];
        for (int slot = 0; slot < 4; slot++) {
            items[slot] = item(slot + 1, World.voucher(
                    Octets.filled(16, slot + 1), World.BASE, 1, 1, 1, 0));
        }
        put(world.script(1, 1, entitlements(new byte[1024], items)));
        assertEquals(5 + 5 * 33, world.state().length);
        assertArrayEquals(Octets.u16(1024), world.status(0x84));
    }

    @Test
    public void entitlementsThatGoBackAreRefused() {
        refused(0x6985, world.script(1, 1, entitlements(newRecord, item(0, next(MOVED, 1, 0)))));
        byte[] earlier = item(0, next(World.BASE - 1, 2, 0));
        refused(0x6985, world.script(1, 1, entitlements(newRecord, earlier)));
        byte[] oneOff = World.voucher(World.ENTITLEMENT, World.BASE | 0x8000, 1, 1, 2, 0);
        refused(0x6985, world.script(1, 1, entitlements(newRecord, item(0, oneOff))));
        assertEquals(0, world.counterValue());
        assertArrayEquals(Octets.u16(700), world.status(0x84));
    }

    @Test
    public void entitlementsThatAreNoneAreRefused() {
        byte[] good = item(0, next(MOVED, 2, 0));
        byte[] five = entitlements(newRecord, good, good, good, good, good);
        byte[] twice = entitlements(newRecord, good, good);
        byte[] noSlot = entitlements(newRecord, item(8, next(MOVED, 2, 0)));
        byte[] unsound = entitlements(newRecord, item(0, next(MOVED, 2, 1 << 12)));
        byte[] empty = entitlements(newRecord, item(0, new byte[32]));
        byte[] noRecord = entitlements(NOTHING, good);
        byte[] longRecord = entitlements(new byte[1025], good);
        byte[] none = Octets.join(Octets.of(0), newRecord);
        byte[] cut = Octets.join(Octets.of(2), good);
        for (byte[] body : new byte[][] {
            five, twice, noSlot, unsound, empty, noRecord, longRecord, none, cut, NOTHING
        }) {
            refused(0x6A80, world.script(1, 1, body));
        }
    }

    @Test
    public void aPeriodIsClearedAfterAnApprovedReversal() {
        world.ready();
        world.pay(0);
        world.pay(1);
        byte[] head = Octets.join(Octets.of(0), World.ENTITLEMENT);
        byte[] body = Octets.join(head, Octets.u16(World.BASE), Octets.u32(0b10));
        byte[] otherBase = Octets.join(head, Octets.u16(MOVED), Octets.u32(0b10));
        refused(0x6985, world.script(2, 1, otherBase));
        refused(0x6A80, world.script(2, 1, Arrays.copyOf(body, 22)));
        put(world.script(2, 1, body));
        assertEquals(1, world.paid());
        world.pay(1);
    }

    @Test
    public void aBlockedPinIsUnblockedAndStays() {
        for (int i = 0; i < 3; i++) {
            counter.send(0x00, 0x20, 0, 1, Octets.block("000000"));
        }
        put(world.script(3, 1, NOTHING));
        assertArrayEquals(Octets.of(3), world.status(0x85));
        world.verifyPin();
    }

    @Test
    public void aBlockedCardPaysNothingUntilItIsUnblocked() {
        world.ready();
        put(world.script(4, 1, NOTHING));
        assertArrayEquals(Octets.of(0x83), world.status(0x81));
        byte[] order = World.order(World.SLOT, 1, World.AMOUNT, world.freshNonce());
        counter.refused(0x6985, 0x80, 0x40, 0, 0, order);
        counter.again();
        put(world.script(5, 2, NOTHING));
        world.ready();
        counter.ok(0x80, 0x40, 0, 0, order);
    }

    @Test
    public void theTerminalAuthorityRollsOver() {
        Authority next = new Authority();
        byte[] id = Octets.filled(8, 0xC0);
        world.ready();
        put(world.script(6, 1, Octets.join(id, Octets.u16(0), next.point())));
        counter.refused(0x6982, 0x80, 0x40, 0, 0,
                World.order(World.SLOT, 1, World.AMOUNT, world.freshNonce()));
        assertArrayEquals(Octets.join(id, Octets.u16(0)), world.status(0x89));
        counter.refused(0x6A88, 0x00, 0x2A, 0x00, 0xBE, world.terminalCertificate());
        byte[] body = World.certificateBody(id, World.TERMINAL_ID, 1, world.terminal.point());
        counter.ok(0x00, 0x2A, 0x00, 0xBE, World.certified(body, next));
    }

    @Test
    public void theGenerationDoesNotFall() {
        put(world.script(6, 1, world.terminalCa(5)));
        refused(0x6985, world.script(6, 2, world.terminalCa(4)));
        put(world.script(6, 2, world.terminalCa(5)));
        counter.refused(0x6985, 0x00, 0x2A, 0x00, 0xBE, world.terminalCertificate());
        refused(0x6A80, world.script(6, 3, new byte[75]));
        refused(0x6A80, world.script(6, 3, new byte[74]));
    }

    @Test
    public void theSameScriptAgainGetsItsReceiptAgain() {
        byte[] script = world.script(4, 1, NOTHING);
        byte[] receipt = put(script);
        assertArrayEquals(receipt, put(script));
        assertEquals(1, world.counterValue());
    }

    @Test
    public void aPayoutWithTheScriptsNonceHidesNothing() throws Exception {
        byte[] payload = World.scriptPayload(3, World.CARD_ID, 1, NOTHING);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(payload);
        world.ready();
        counter.ok(0x80, 0x40, 0, 0,
                World.order(World.SLOT, 1, World.AMOUNT, Arrays.copyOf(hash, 8)));
        put(world.script(3, 1, NOTHING));
        assertArrayEquals(Octets.u32(1), world.status(0x87));
        world.pay(1);
    }

    @Test
    public void numbersComeOneAfterAnother() {
        refused(0x6A83, world.script(4, 2, NOTHING));
        refused(0x6985, world.script(4, 0, NOTHING));
        put(world.script(4, 1, NOTHING));
        refused(0x6985, world.script(5, 1, NOTHING));
        refused(0x6A83, world.script(5, 3, NOTHING));
        refused(0x6A83, world.script(5, 0xFFFFFFFFL, NOTHING));
        put(world.script(5, 2, NOTHING));
    }

    @Test
    public void anotherCardsScriptIsNotOurs() {
        refused(0x6A88, World.script(4, new byte[8], 1, NOTHING, world.scriptAuthority));
    }

    @Test
    public void aForgedScriptIsRefused() {
        refused(0x6982, World.script(4, World.CARD_ID, 1, NOTHING, new Authority()));
        byte[] altered = world.script(4, 1, NOTHING);
        altered[2] = 5;
        refused(0x6982, altered);
        byte[] payload = World.scriptPayload(4, World.CARD_ID, 1, NOTHING);
        byte[] otherKid = Authority.toBeSigned(new byte[8], payload);
        refused(0x6982, Octets.join(payload, world.scriptAuthority.sign(otherKid)));
        refused(0x6982, Octets.join(payload, Octets.filled(70, 0x30)));
    }

    @Test
    public void whatIsNoScriptIsMalformed() {
        byte[] good = world.script(4, 1, NOTHING);
        for (int at : new int[] {0, 1, 3, 12, 17}) {
            byte[] bad = good.clone();
            bad[at] ^= 0x20;
            refused(0x6A80, bad);
        }
        refused(0x6A80, NOTHING);
        refused(0x6A80, Arrays.copyOf(good, 17));
        refused(0x6A80, Arrays.copyOf(good, 18));
        refused(0x6A80, Octets.join(good, new byte[10]));
        byte[] head = Arrays.copyOf(good, 17);
        byte[] der = new byte[70];
        refused(0x6A80, Octets.join(head, Octets.of(0x58, 5), new byte[5], der));
        refused(0x6A80, Octets.join(head, Octets.of(0x59, 0, 200), new byte[200], der));
        refused(0x6A80, Octets.join(head, Octets.of(0x59, 0x7F, 0xFF), new byte[200], der));
        refused(0x6A80, Octets.join(head, Octets.of(0x59, 0xFF, 0xFF), new byte[200], der));
        refused(0x6A80, Octets.join(head, Octets.of(0x58)));
        refused(0x6A80, world.script(7, 1, NOTHING));
        refused(0x6A80, world.script(4, 1, new byte[1]));
    }

    @Test
    public void onlyACardInUseTakesScripts() {
        World blank = new World();
        blank.personalise();
        blank.counter.refused(0x6985, 0x80, 0xD6, 0, 0, blank.script(4, 1, NOTHING));
    }
}
