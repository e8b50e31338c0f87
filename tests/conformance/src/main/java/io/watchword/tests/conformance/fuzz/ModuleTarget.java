package io.watchword.tests.conformance.fuzz;

import io.watchword.authz.compile.RegoCompiler;
import io.watchword.authz.rego.Source;
import java.util.List;

/// Rego modules: lexer, parser, and the compiler behind them. Stateless.
public final class ModuleTarget {

  private static final RegoCompiler COMPILER = RegoCompiler.create();

  private ModuleTarget() {}

  /// One text, as a fuzzer makes it.
  public static void fuzzerTestOneInput(byte[] bytes) {
    accept(FuzzTarget.text(bytes));
  }

  /// One text.
  public static void accept(String text) {
    FuzzTarget.read(text, t -> COMPILER.check(COMPILER.parse(List.of(Source.of("fuzz.rego", t)))));
  }
}
