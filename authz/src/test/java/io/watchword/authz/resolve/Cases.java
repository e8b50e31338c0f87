package io.watchword.authz.resolve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Tables of texts and what becomes of them: `### name`, text, `---`, expected lines.
final class Cases {

  private Cases() {}

  /// One row.
  record Case(String name, String text, String expected) {
    boolean isStrict() {
      return name.endsWith("[strict]");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> in(String resource) {
    List<Case> cases = new ArrayList<>();
    for (String block : read(resource).split("(?m)^### ", -1)) {
      int line = block.indexOf('\n');
      int middle = block.indexOf("\n---\n");
      if (middle > 0) {
        cases.add(
            new Case(
                block.substring(0, line).strip(),
                block.substring(line + 1, middle + 1),
                block.substring(middle + 5).strip()));
      }
    }
    return cases;
  }

  private static String read(String resource) {
    try (InputStream in = Cases.class.getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
