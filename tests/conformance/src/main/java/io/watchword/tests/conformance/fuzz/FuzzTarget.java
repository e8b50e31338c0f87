package io.watchword.tests.conformance.fuzz;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// What all targets share. Stateless.
public final class FuzzTarget {

  private FuzzTarget() {}

  /// Hands `text` to `reader`. A text may be refused in one of three ways; everything else that is
  /// thrown is a finding.
  public static void read(String text, Consumer<String> reader) {
    try {
      reader.accept(text);
    } catch (InvalidInputException | IllegalArgumentException | BuiltinFailedException refused) {
      // As it should.
    }
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
