package io.watchword.agent.node.wire;

import io.grpc.StatusRuntimeException;
import io.watchword.agent.node.CaException;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/// Failed calls in the agent's words. No state.
final class CaStatus {

  private CaStatus() {}

  static CaException explain(StatusRuntimeException e) {
    String said = e.getStatus().getDescription();
    return switch (e.getStatus().getCode()) {
      case PERMISSION_DENIED, UNAUTHENTICATED ->
          new CaException(CaException.Kind.NOT_WELCOME, said == null ? "no reason given" : said, e);
      case INVALID_ARGUMENT, UNIMPLEMENTED, INTERNAL, DATA_LOSS, OUT_OF_RANGE ->
          new CaException(CaException.Kind.BAD_ANSWER, "the CA failed: " + e.getStatus(), e);
      default -> new CaException(CaException.Kind.UNAVAILABLE, unreachable(e, said), e);
    };
  }

  private static String unreachable(StatusRuntimeException e, @Nullable String said) {
    StringBuilder text = new StringBuilder("the CA cannot be reached");
    text.append(said == null ? ": " + e.getStatus().getCode() : ": " + said);
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      // The TLS layers wrap what we said ourselves; that is what helps.
      if (cause instanceof CertificateException || cause.getCause() == null) {
        text.append(": ").append(cause.getMessage());
        break;
      }
    }
    return text.toString();
  }
}
