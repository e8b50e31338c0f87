package io.watchword.tests.conformance.spiffe.matrix;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// All rules, and for each what has to be given to the suite to test it. Immutable; any thread.
///
/// `rules.txt` is the list; `ways.tsv` says for every rule which option of the suite tests it, or
/// why none can.
public final class RuleBook {

  private final Map<String, SpiffeRule> rules;
  private final Map<String, String> ways;

  private RuleBook(Map<String, SpiffeRule> rules, Map<String, String> ways) {
    this.rules = rules;
    this.ways = ways;
  }

  /// The list that comes with the suite.
  public static RuleBook load() {
    Map<String, SpiffeRule> rules = new LinkedHashMap<>();
    String spec = "";
    for (String line : lines("rules.txt")) {
      String[] parts = line.split("\\|", -1);
      if (line.startsWith("# ")) {
        spec = parts[0].substring(2);
      } else {
        rules.put(parts[0], new SpiffeRule(parts[0], Level.of(parts[1]), spec, parts[2], parts[3]));
      }
    }
    Map<String, String> ways = new LinkedHashMap<>();
    for (String line : lines("ways.tsv")) {
      String[] parts = line.split("\t", 2);
      ways.put(parts[0], parts[1]);
    }
    if (!ways.keySet().equals(rules.keySet())) {
      throw new IllegalStateException("ways.tsv and rules.txt do not name the same rules");
    }
    return new RuleBook(rules, ways);
  }

  /// All of them, in the order of the specifications.
  public List<SpiffeRule> all() {
    return List.copyOf(rules.values());
  }

  /// The rule of that id.
  public SpiffeRule get(String id) {
    return Objects.requireNonNull(rules.get(id), () -> "no rule " + id);
  }

  /// Why nothing outside of an implementation can test the rule; empty where something can.
  public String untestable(SpiffeRule rule) {
    String way = way(rule);
    return way.startsWith("- ") ? way.substring(2) : "";
  }

  /// The options that test the rule.
  public String way(SpiffeRule rule) {
    return Objects.requireNonNull(ways.get(rule.id()));
  }

  private static List<String> lines(String name) {
    try (InputStream in =
        Objects.requireNonNull(
            RuleBook.class.getResourceAsStream("/io/watchword/tests/conformance/spiffe/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
