package io.watchword.proxy.protocol;

/// A message that is not forwarded because it is malformed or could be read in two ways. Carries no
/// stack trace: it is an answer to a peer, thrown as often as the peer likes.
public final class MalformedMessageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  MalformedMessageException(int status, String code) {
    super(code, null, false, false);
    this.status = status;
    this.code = code;
  }

  static MalformedMessageException bad(String code) {
    return new MalformedMessageException(400, code);
  }

  /// The HTTP status to answer a request with. An answer of an upstream that is malformed is a 502
  /// whatever stands here.
  public int status() {
    return status;
  }

  /// Stable word for what is wrong, such as `bare-lf`.
  public String code() {
    return code;
  }
}
