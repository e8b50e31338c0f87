package io.watchword.tests.conformance.spiffe.cases;

import io.watchword.tests.kit.TestCa;

/// Bundle documents of test authorities.
public final class Documents {

  private Documents() {}

  /// The bundle of `root`, as it should be.
  public static String bundle(TestCa root) {
    return Jwk.set(Chains.element(root));
  }
}
