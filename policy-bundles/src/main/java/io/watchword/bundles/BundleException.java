package io.watchword.bundles;

/// What goes wrong with bundles and their keys. Its code has a paragraph in `docs/errors.md`.
public abstract sealed class BundleException extends RuntimeException
    permits RefusedBundleException, BundleKeyException {

  private final String code;

  BundleException(String code, String why, Throwable cause) {
    super(code + ": " + why, cause);
    this.code = code;
  }

  BundleException(String code, String why) {
    super(code + ": " + why);
    this.code = code;
  }

  /// Stable, such as `bundles/altered-file`.
  public String code() {
    return code;
  }

  /// The sentence without its code.
  public String why() {
    return String.valueOf(getMessage()).substring(code.length() + 2);
  }
}
