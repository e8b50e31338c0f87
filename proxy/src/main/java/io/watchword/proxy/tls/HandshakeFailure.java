package io.watchword.proxy.tls;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.watchword.proxy.observe.Cause;
import java.nio.channels.ClosedChannelException;
import java.util.List;

/// Why a handshake failed, read from what the TLS library threw.
///
/// @param detail for the log
public record HandshakeFailure(Cause cause, String detail) {

  // Reasons of BoringSSL, as they stand in its error texts.
  private static final List<String> NOTHING_IN_COMMON =
      List.of(
          "UNSUPPORTED_PROTOCOL",
          "NO_SHARED_CIPHER",
          "NO_SHARED_GROUP",
          "WRONG_CURVE",
          "NO_COMMON_SIGNATURE_ALGORITHMS",
          "NO_SUPPORTED_VERSIONS_ENABLED",
          "PROTOCOL_VERSION",
          "INAPPROPRIATE_FALLBACK");
  private static final List<String> NOT_TLS =
      List.of("HTTP_REQUEST", "HTTPS_PROXY_REQUEST", "WRONG_VERSION_NUMBER");
  private static final List<String> NO_CERTIFICATE =
      List.of("PEER_DID_NOT_RETURN_A_CERTIFICATE", "CERTIFICATE_REQUIRED");

  /// Reads the chain of causes.
  public static HandshakeFailure of(Throwable thrown) {
    String detail = String.valueOf(thrown.getMessage());
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof RefusedPeerException refused) {
        return new HandshakeFailure(refused.reason(), String.valueOf(refused.getMessage()));
      }
      if (t instanceof NotSslRecordException) {
        // Its message is the bytes, which may be somebody's secret.
        return new HandshakeFailure(Cause.NOT_TLS, "the first bytes are no TLS record");
      }
      if (t instanceof SslHandshakeTimeoutException) {
        return new HandshakeFailure(Cause.LIMIT, "handshake took too long");
      }
    }
    return new HandshakeFailure(fromText(thrown, detail), detail);
  }

  private static Cause fromText(Throwable thrown, String text) {
    if (containsAny(text, NO_CERTIFICATE)) {
      return Cause.NO_CERTIFICATE;
    }
    if (containsAny(text, NOT_TLS)) {
      return Cause.NOT_TLS;
    }
    if (containsAny(text, NOTHING_IN_COMMON)) {
      return Cause.NO_COMMON_PARAMETERS;
    }
    boolean gone =
        thrown instanceof ClosedChannelException
            || thrown.getCause() instanceof ClosedChannelException
            || thrown instanceof java.io.IOException && text.contains("Connection reset")
            || text.contains("Connection closed while SSL/TLS handshake was in progress")
            || text.contains("ALERT");
    return gone ? Cause.CLOSED_BY_PEER : Cause.HANDSHAKE_FAILED;
  }

  private static boolean containsAny(String text, List<String> words) {
    return words.stream().anyMatch(text::contains);
  }
}
