package io.watchword.authz.value;

/// `true` or `false`.
public record BooleanValue(boolean value) implements Value {

  public static final BooleanValue TRUE = new BooleanValue(true);
  public static final BooleanValue FALSE = new BooleanValue(false);

  /// The shared instance for `value`.
  public static BooleanValue of(boolean value) {
    return value ? TRUE : FALSE;
  }

  @Override
  public int rank() {
    return 1;
  }

  @Override
  public String typeName() {
    return "boolean";
  }

  @Override
  public String toString() {
    return Boolean.toString(value);
  }
}
