package vn.chitra.card;

/** The application as jCardSim runs it, with personalisation in clear. */
public final class SimulatedApplet extends PayoutApplet {
    private SimulatedApplet() {
        super(new ClearDeskChannel());
    }

    public static void install(byte[] parameters, short at, byte length) {
        new SimulatedApplet().register();
    }
}
