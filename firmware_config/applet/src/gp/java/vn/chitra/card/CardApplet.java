package vn.chitra.card;

/** The application as it is loaded on a real card. */
public final class CardApplet extends PayoutApplet {
    private CardApplet() {
        super(new GpDeskChannel());
    }

    /** Parameters: the instance's AID with its length before it, as GlobalPlatform gives them. */
    public static void install(byte[] parameters, short at, byte length) {
        new CardApplet().register(parameters, (short) (at + 1), parameters[at]);
    }
}
