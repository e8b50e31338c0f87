package io.watchword.bundles;

/// A bundle that must not be used, and why.
public final class RefusedBundleException extends BundleException {

  public RefusedBundleException(String code, String why) {
    super(code, why);
  }

  public RefusedBundleException(String code, String why, Throwable cause) {
    super(code, why, cause);
  }
}
