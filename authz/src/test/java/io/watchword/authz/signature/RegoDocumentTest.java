package io.watchword.authz.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.builtin.table.Builtins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/rego.md` lists the built-ins that there are.
class RegoDocumentTest {

  private static final Pattern FUNCTION = Pattern.compile("`([a-z0-9_.]+)`([†‡]*)");

  @Test
  void table_ofBuiltins_isThatOfTheSignatures() throws IOException {
    List<String> expected = new ArrayList<>();
    for (Signature signature : Signatures.all().values()) {
      expected.add(
          signature.name()
              + (signature.isNondeterministic() ? "†" : "")
              + (signature.isDeprecated() ? "‡" : ""));
    }
    assertThat(listed()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void count_ofBuiltins_isThatOfTheSignatures() throws IOException {
    assertThat(text()).contains("All " + Signatures.all().size() + " of OPA 1.20.2");
  }

  // Statements of the plan, tests' cases and the metadata of rules are no calls that an engine
  // makes.
  @Test
  void table_ofBuiltins_namesWhatEnginesHave() throws IOException {
    assertThat(listed())
        .map(name -> name.replaceAll("[†‡]", ""))
        .filteredOn(name -> Builtins.find(name).isEmpty())
        .containsExactlyInAnyOrder("assign", "print");
  }

  private static List<String> listed() throws IOException {
    List<String> names = new ArrayList<>();
    text()
        .lines()
        .dropWhile(line -> !line.startsWith("| Theme |"))
        .takeWhile(line -> line.startsWith("|"))
        .skip(2)
        .forEach(
            line -> {
              Matcher matcher = FUNCTION.matcher(line);
              while (matcher.find()) {
                names.add(matcher.group(1) + matcher.group(2));
              }
            });
    return names;
  }

  private static String text() throws IOException {
    return Files.readString(Path.of("../docs/rego.md"));
  }
}
