package vn.chitra.card;

import javacard.framework.APDU;

/**
 * Stands in for a security domain that the simulator does not have: personalisation in clear,
 * class 80. It is compiled from src/sim alone and so cannot reach a real card.
 */
final class ClearDeskChannel implements DeskChannel {
    @Override
    public boolean opensWith(byte cla, byte ins) {
        return false;
    }

    @Override
    public short open(APDU apdu) {
        throw new IllegalStateException("opensWith never says so");
    }

    @Override
    public short unwrap(byte[] buffer, short length) {
        Refuse.with(Refuse.CLA_NOT_SUPPORTED);
        return 0;
    }

    @Override
    public short wrap(byte[] buffer, short length) {
        return length;
    }

    @Override
    public boolean maySpeak(boolean wrapped) {
        return true;
    }

    @Override
    public void close() {}
}
