package io.watchword.authz.value;

/// `null`.
public record NullValue() implements Value {

  /// The only one needed.
  public static final NullValue NULL = new NullValue();

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public String typeName() {
    return "null";
  }

  @Override
  public String toString() {
    return "null";
  }
}
