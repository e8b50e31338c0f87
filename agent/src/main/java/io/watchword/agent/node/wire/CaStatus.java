package io.watchword.agent.node.wire;

import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.watchword.agent.node.CaException;
import java.security.cert.CertificateException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Failed calls in the agent's words. No state.
final class CaStatus {

  private CaStatus() {}

  // gRPC's own word for it (gRFC A6): a server says when to come back.
  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);
  private static final Duration LONGEST_PUSHBACK = Duration.ofMinutes(10);

  static CaException explain(StatusRuntimeException e) {
    String said = e.getStatus().getDescription();
    return switch (e.getStatus().getCode()) {
      case PERMISSION_DENIED, UNAUTHENTICATED ->
          new CaException(CaException.Kind.NOT_WELCOME, said == null ? "no reason given" : said, e);
      case INVALID_ARGUMENT, UNIMPLEMENTED, INTERNAL, DATA_LOSS, OUT_OF_RANGE ->
          new CaException(CaException.Kind.BAD_ANSWER, "the CA failed: " + e.getStatus(), e);
      case RESOURCE_EXHAUSTED ->
          new CaException(
              CaException.Kind.BUSY,
              "the CA is busy: " + (said == null ? "no reason given" : said),
              retryAfter(e.getTrailers()),
              e);
      default -> new CaException(CaException.Kind.UNAVAILABLE, unreachable(e, said), e);
    };
  }

  private static Duration retryAfter(@Nullable Metadata trailers) {
    String text = trailers == null ? null : trailers.get(PUSHBACK);
    if (text == null || !text.matches("[0-9]{1,9}")) {
      return Duration.ZERO;
    }
    Duration asked = Duration.ofMillis(Long.parseLong(text));
    return asked.compareTo(LONGEST_PUSHBACK) > 0 ? LONGEST_PUSHBACK : asked;
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
