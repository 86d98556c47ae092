package org.globalplatform;

/** Stands in for the card's own: a test puts its channel here. */
public final class GPSystem {
    public static SecureChannel channel;

    private GPSystem() {}

    public static SecureChannel getSecureChannel() {
        return channel;
    }
}
