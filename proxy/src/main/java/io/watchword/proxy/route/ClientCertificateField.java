package io.watchword.proxy.route;

import io.watchword.proxy.peer.PeerIdentity;
import java.nio.charset.StandardCharsets;

/// The `x-forwarded-client-cert` field of one connection, in Envoy's format: by it the application
/// knows who asks. Immutable.
// [1] Envoy, HTTP header manipulation, x-forwarded-client-cert. A SPIFFE ID holds none of `;`, `,`
// and `"`, so nothing is quoted.
public final class ClientCertificateField {

  private final byte[] line;

  private ClientCertificateField(byte[] line) {
    this.line = line;
  }

  /// @param by SPIFFE ID of the workload that the request is for
  public static ClientCertificateField of(String by, PeerIdentity peer) {
    String line =
        "x-forwarded-client-cert: By=%s;Hash=%s;URI=%s\r\n"
            .formatted(by, peer.source().sha256(), peer.source().spiffeId());
    return new ClientCertificateField(line.getBytes(StandardCharsets.US_ASCII));
  }

  byte[] line() {
    return line;
  }
}
