package io.watchword.proxy.upstream;

/// Why an upstream could not be used, as the caller is told.
///
/// @param status of the answer: 502, 503 or 504
/// @param code value of `x-watchword-error`
public record UpstreamFailure(int status, String code) {

  /// No address took the connection.
  public static final UpstreamFailure CONNECT_FAILED = new UpstreamFailure(503, "connect-failed");

  /// The upstream did not authenticate as one of the expected peers, or did not accept us.
  public static final UpstreamFailure TLS_FAILED = new UpstreamFailure(503, "upstream-tls-failed");

  /// The workload has no valid SVID to show.
  public static final UpstreamFailure NO_IDENTITY = new UpstreamFailure(503, "no-identity");

  /// The upstream closed before it answered.
  public static final UpstreamFailure CLOSED = new UpstreamFailure(503, "upstream-closed");

  /// The upstream answered with something that is not HTTP, or that can be read in two ways.
  public static final UpstreamFailure MALFORMED = new UpstreamFailure(502, "upstream-malformed");

  /// The upstream did not answer in time.
  public static final UpstreamFailure TIMEOUT = new UpstreamFailure(504, "upstream-timeout");
}
