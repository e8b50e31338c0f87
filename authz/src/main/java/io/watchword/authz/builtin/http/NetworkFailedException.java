package io.watchword.authz.builtin.http;

/// A request that did not get through. The message is OPA's, with what the platform says.
final class NetworkFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String operation;
  private final boolean timedOut;

  NetworkFailedException(String method, String url, String reason, boolean timedOut) {
    super("%s \"%s\": %s".formatted(word(method), url, reason));
    this.operation = word(method) + " " + url;
    this.timedOut = timedOut;
  }

  private static String word(String method) {
    return method.isEmpty()
        ? "Get"
        : method.charAt(0) + method.substring(1).toLowerCase(java.util.Locale.ROOT);
  }

  boolean timedOut() {
    return timedOut;
  }

  /// What is said where it ends the call.
  String raised() {
    return timedOut ? operation + ": request timed out" : String.valueOf(getMessage());
  }
}
