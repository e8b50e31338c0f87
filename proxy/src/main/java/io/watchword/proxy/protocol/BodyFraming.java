package io.watchword.proxy.protocol;

/// How the body after a head ends.
public sealed interface BodyFraming {

  /// There is none.
  record None() implements BodyFraming {}

  /// After so many bytes (> 0).
  record Length(long bytes) implements BodyFraming {}

  /// In chunks, ended by the empty one and trailers.
  record Chunked() implements BodyFraming {}

  /// By the end of the connection; only answers.
  record UntilClose() implements BodyFraming {}

  /// The one [None].
  BodyFraming NONE = new None();

  /// The one [Chunked].
  BodyFraming CHUNKED = new Chunked();

  /// The one [UntilClose].
  BodyFraming UNTIL_CLOSE = new UntilClose();

  /// [Length], or [#NONE] for zero.
  static BodyFraming length(long bytes) {
    return bytes == 0 ? NONE : new Length(bytes);
  }

  /// The value of `content-length`: digits only, at most 18 of them.
  static long contentLength(Fields fields, int field) {
    int from = fields.valueStart(field);
    int to = fields.valueEnd(field);
    if (from == to || to - from > 18) {
      throw MalformedMessageException.bad("content-length");
    }
    long length = 0;
    for (int i = from; i < to; i++) {
      byte b = fields.bytes()[i];
      if (!Ascii.isDigit(b)) {
        throw MalformedMessageException.bad("content-length");
      }
      length = length * 10 + (b - '0');
    }
    return length;
  }
}
