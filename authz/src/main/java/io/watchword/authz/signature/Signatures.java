package io.watchword.authz.signature;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The signatures of all built-in functions of OPA 1.20.2, those made by the compiler included.
/// Immutable.
public final class Signatures {

  private static final SortedMap<String, Signature> ALL = read();

  private Signatures() {}

  /// The built-in called `name`.
  public static Optional<Signature> find(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  /// By name, in the order of names.
  public static SortedMap<String, Signature> all() {
    return ALL;
  }

  private static SortedMap<String, Signature> read() {
    SortedMap<String, Signature> all = new TreeMap<>();
    try (InputStream in = Signatures.class.getResourceAsStream("builtins.tsv")) {
      if (in == null) {
        throw new IllegalStateException("builtins.tsv is missing");
      }
      new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Signatures::signature)
          .forEach(signature -> all.put(signature.name(), signature));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return java.util.Collections.unmodifiableSortedMap(all);
  }

  private static Signature signature(String line) {
    String[] columns = line.split("\t", -1);
    Set<Signature.Trait> traits = EnumSet.noneOf(Signature.Trait.class);
    Map<String, String> values = new TreeMap<>();
    for (String word : columns[2].split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        values.put(word.substring(0, equals), word.substring(equals + 1));
      } else {
        traits.add(Signature.Trait.valueOf(word.toUpperCase(java.util.Locale.ROOT)));
      }
    }
    return new Signature(
        columns[0],
        TypeParser.function(columns[1]),
        Optional.ofNullable(values.get("infix")),
        traits,
        Optional.ofNullable(values.get("since")),
        columns[3].isEmpty() ? List.of() : names(columns[3]));
  }

  private static List<String> names(String column) {
    return Arrays.stream(column.split(" ", -1)).map(name -> name.equals("-") ? "" : name).toList();
  }
}
