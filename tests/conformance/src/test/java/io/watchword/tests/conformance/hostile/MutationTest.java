package io.watchword.tests.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.compile.RegoCompiler;
import io.watchword.authz.plan.PlanJson;
import io.watchword.authz.rego.Source;
import io.watchword.tests.conformance.fuzz.JsonTarget;
import io.watchword.tests.conformance.fuzz.ModuleTarget;
import io.watchword.tests.conformance.fuzz.PlanTarget;
import io.watchword.tests.conformance.fuzz.YamlTarget;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What reads text refuses broken text in its own way, whatever is broken. `-Dmutation.runs=N`
/// searches longer, `-Dmutation.seed=N` elsewhere; a failure names the text.
class MutationTest {

  private static final int RUNS = Integer.getInteger("mutation.runs", 2_000);
  private static final long SEED = Long.getLong("mutation.seed", 7);
  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "`",
    "|",
    ":=",
    "=",
    "\n",
    " ",
    ",",
    ":",
    "-",
    "0",
    "1e9",
    "\\u",
    "\\",
    "#",
    "&a",
    "*a",
    "!!binary",
    "\ud800",
    "\u0000",
    "if",
    "else",
    "not",
    "with",
    "some",
    "every",
    "import",
    "default",
    "$\"{",
    "null",
    "😀",
    "<<: ",
    "--- ",
    "%"
  };

  @Test
  void parse_brokenModules_areReadOrRefused() throws IOException, URISyntaxException {
    mutate(modules(), ModuleTarget::accept);
  }

  @Test
  void parse_brokenJson_isReadOrRefused() {
    mutate(
        List.of("{\"a\": [1, -2.5e3, \"x\\u00e4\\ud83d\\ude00\", null, true]}"),
        JsonTarget::accept);
  }

  @Test
  void parse_brokenYaml_isReadOrRefused() throws IOException, URISyntaxException {
    mutate(files(), YamlTarget::accept);
  }

  @Test
  void read_brokenPlans_areReadOrRefused() {
    RegoCompiler compiler = RegoCompiler.create();
    Source source =
        Source.of("p.rego", "package p\n\nr contains x if { some x in input; not x in [1] }\n");
    String plan = PlanJson.write(compiler.check(compiler.parse(List.of(source))).plan()).toString();
    mutate(List.of(plan), PlanTarget::accept);
  }

  private static void mutate(List<String> seeds, Consumer<String> reader) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<String> broken = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      String text = seeds.get(random.nextInt(seeds.size()));
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        text = mutated(text, seeds, random);
      }
      try {
        reader.accept(text);
      } catch (RuntimeException | StackOverflowError e) {
        StackTraceElement[] trace = e.getStackTrace();
        broken.add(e + " at " + (trace.length > 0 ? trace[0] : "?") + "\n" + text);
      }
    }
    assertThat(broken).isEmpty();
  }

  private static String mutated(String text, List<String> seeds, SplittableRandom random) {
    int at = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), at + random.nextInt(12));
    return switch (random.nextInt(4)) {
      case 0 -> text.substring(0, at) + text.substring(to);
      case 1 -> text.substring(0, at) + PIECES[random.nextInt(PIECES.length)] + text.substring(at);
      case 2 -> text.substring(0, to) + text.substring(at);
      default -> {
        String other = seeds.get(random.nextInt(seeds.size()));
        yield text.substring(0, at) + other.substring(random.nextInt(other.length() + 1));
      }
    };
  }

  private static List<String> modules() throws IOException, URISyntaxException {
    List<String> modules = new ArrayList<>();
    for (String file : files()) {
      for (String part : file.split("- note: ", -1)) {
        int from = part.indexOf("  - |\n");
        int end = part.indexOf("\n  want", Math.max(from, 0));
        if (from >= 0 && end > from) {
          modules.add(part.substring(from + 6, end).replace("\n    ", "\n").strip());
        }
      }
    }
    return modules;
  }

  private static List<String> files() throws IOException, URISyntaxException {
    Path folder = Path.of(Objects.requireNonNull(MutationTest.class.getResource("/cases")).toURI());
    List<String> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.sorted().toList()) {
        files.add(Files.readString(file));
      }
    }
    return files;
  }
}
