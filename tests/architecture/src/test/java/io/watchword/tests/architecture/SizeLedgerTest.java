package io.watchword.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A long file is read by nobody at once: each has a line in `docs/size-ledger.md` that says why.
class SizeLedgerTest {

  private static final int LINES = 500;
  private static final Set<String> KINDS = Set.of("java", "proto", "rego", "xml", "py", "sh");
  private static final Pattern ROW = Pattern.compile("^- `([^`]+)`: .{10,}$", Pattern.MULTILINE);

  @Test
  void longFiles_areTheOnesInTheLedger() throws IOException {
    assertThat(longFiles())
        .as("files over %d lines, against the rows of docs/size-ledger.md", LINES)
        .isEqualTo(ledger());
  }

  private static Set<String> longFiles() throws IOException {
    Path root = Checkout.root();
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> isSource(root.relativize(file)))
          .filter(SizeLedgerTest::isLong)
          .map(file -> root.relativize(file).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Set<String> ledger() throws IOException {
    Matcher rows = ROW.matcher(Files.readString(Checkout.root().resolve("docs/size-ledger.md")));
    return rows.results().map(row -> row.group(1)).collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isSource(Path file) {
    String name = file.toString();
    return KINDS.contains(name.substring(name.lastIndexOf('.') + 1))
        && !Pattern.compile("(^|/)(target/|\\.|node_modules/)").matcher(name).find();
  }

  private static boolean isLong(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count() > LINES;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
