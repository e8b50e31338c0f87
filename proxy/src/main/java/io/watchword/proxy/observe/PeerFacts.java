package io.watchword.proxy.observe;

/// What the handshake said about the peer and its parameters; empty strings where nothing is known.
public record PeerFacts(
    String spiffeId,
    String serial,
    String spkiSha256,
    String rootSha256,
    String tlsVersion,
    String cipherSuite,
    String group) {

  /// Nothing known.
  public static final PeerFacts NONE = new PeerFacts("", "", "", "", "", "", "");
}
