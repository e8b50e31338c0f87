package io.watchword.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Whoever reads a code can look it up in `docs/errors.md`.
class ErrorCodesTest {

  private static final Pattern CODE =
      Pattern.compile(
          "\"((?:agent|authz|bundles|ca|cli|compliance|identity|platform|proxy)/[a-z0-9-]+"
              + "|(?:rego|eval)_[a-z_]+_error)\"");
  private static final Pattern PARAGRAPH = Pattern.compile("^### (\\S+)$", Pattern.MULTILINE);

  @Test
  void codes_inTheSources_haveAParagraph() throws IOException {
    Set<String> missing = codes();
    assertThat(missing).hasSizeGreaterThan(100);
    missing.removeAll(paragraphs());
    assertThat(missing).as("codes without a paragraph in docs/errors.md").isEmpty();
  }

  private static Set<String> codes() throws IOException {
    Set<String> codes = new TreeSet<>();
    for (Path file : sources()) {
      Matcher matcher = CODE.matcher(Files.readString(file));
      matcher.results().map(found -> found.group(1)).forEach(codes::add);
    }
    return codes;
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> modules = Files.list(Checkout.root())) {
      List<Path> mains =
          modules
              .map(module -> module.resolve("src/main/java"))
              .filter(Files::isDirectory)
              .toList();
      Set<Path> files = new TreeSet<>();
      for (Path main : mains) {
        try (Stream<Path> below = Files.walk(main)) {
          below.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
        }
      }
      return List.copyOf(files);
    }
  }

  private static Set<String> paragraphs() throws IOException {
    String document = Files.readString(Checkout.root().resolve("docs/errors.md"));
    return PARAGRAPH
        .matcher(document)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
