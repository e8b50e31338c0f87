package io.watchword.tests.conformance.spiffe.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Why an implementation differs on purpose: lines of test, tab, reason. Lines that begin with `#`
/// are comments.
///
/// A reason turns a failed row into one that differs. It cannot do so for a MUST of a stable
/// specification, except for a case of x509-limbo, whose subject is not SPIFFE.
public final class Reasons {

  private final Map<String, String> byTest = new LinkedHashMap<>();

  /// None.
  public Reasons() {}

  /// Adds those of `file`; what a test is called there is put behind `prefix`.
  public void read(Path file, String prefix) throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split("\t", 2);
      if (parts.length < 2 || parts[1].isBlank()) {
        throw new IOException(
            file + ": `" + line + "` has no reason (expected: test, tab, reason)");
      }
      byTest.put(prefix + parts[0], parts[1]);
    }
  }

  Optional<String> of(Row row) {
    boolean excusable =
        !row.isBreach() || row.test().startsWith("limbo ") && row.rule().id().equals("X5-26");
    return excusable
        ? Optional.ofNullable(byTest.getOrDefault(row.name(), byTest.get(row.test())))
        : Optional.empty();
  }
}
