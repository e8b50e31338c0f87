package io.watchword.bundles;

/// A signing or verification key that cannot be read or used.
public final class BundleKeyException extends BundleException {

  public BundleKeyException(String code, String why) {
    super(code, why);
  }

  public BundleKeyException(String code, String why, Throwable cause) {
    super(code, why, cause);
  }
}
