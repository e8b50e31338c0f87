package io.watchword.authz.decision;

/// What is known of a connection once its handshake is done; the `source`, `destination` and
/// `connection` of `input`.
///
/// @param source the verified peer
/// @param destinationPort the port that `ports` in policies mean: the application's
/// @param protocol `http` or `tcp`
public record ConnectionFacts(
    String connectionId,
    Source source,
    Destination destination,
    String destinationIp,
    int destinationPort,
    String protocol,
    Tls tls) {

  /// @param spiffeId of the verified SVID, such as `spiffe://example.org/ns/shop/sa/web`
  /// @param serial lower-case hexadecimal; `sha256` of the leaf's DER
  public record Source(
      String spiffeId, String ip, int port, String serial, String sha256, String notAfter) {}

  /// As negotiated; empty strings where unknown.
  public record Tls(String version, String cipherSuite, String group, String sni, String alpn) {}
}
