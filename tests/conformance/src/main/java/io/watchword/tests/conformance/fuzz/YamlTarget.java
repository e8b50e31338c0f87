package io.watchword.tests.conformance.fuzz;

import io.watchword.authz.builtin.encoding.YamlDocument;

/// YAML documents. Stateless.
public final class YamlTarget {

  private YamlTarget() {}

  /// One text, as a fuzzer makes it.
  public static void fuzzerTestOneInput(byte[] bytes) {
    accept(FuzzTarget.text(bytes));
  }

  /// One text.
  public static void accept(String text) {
    FuzzTarget.read(text, YamlDocument::parse);
  }
}
