package io.watchword.tests.conformance.fuzz;

import io.watchword.authz.value.ValueJson;

/// JSON documents. Stateless.
public final class JsonTarget {

  private JsonTarget() {}

  /// One text, as a fuzzer makes it.
  public static void fuzzerTestOneInput(byte[] bytes) {
    accept(FuzzTarget.text(bytes));
  }

  /// One text.
  public static void accept(String text) {
    FuzzTarget.read(text, ValueJson::parse);
  }
}
