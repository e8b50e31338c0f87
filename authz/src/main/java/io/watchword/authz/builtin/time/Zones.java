package io.watchword.authz.builtin.time;

import io.watchword.authz.builtin.BuiltinFailedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// Time zones by the names that OPA takes. Immutable.
///
/// Java knows when clocks change, but not what the database calls a zone at a time; that comes from
/// a resource.
final class Zones {

  static final Zone UTC = new Zone("UTC", ZoneOffset.UTC.getRules(), Map.of("0", "UTC"));

  private static final Map<String, Map<String, String>> ABBREVIATIONS = read();

  private Zones() {}

  /// A zone: its rules, and what it is called by seconds east of UTC, with `d` in summer.
  record Zone(String name, ZoneRules rules, Map<String, String> abbreviations) {

    int offset(Instant at) {
      return rules.getOffset(at).getTotalSeconds();
    }

    /// Such as `CEST`; `+03` where there is no name.
    String abbreviation(Instant at) {
      int offset = offset(at);
      String summer = abbreviations.get(offset + "d");
      String winter = abbreviations.get(String.valueOf(offset));
      String first = rules.isDaylightSavings(at) ? summer : winter;
      String second = rules.isDaylightSavings(at) ? winter : summer;
      return first != null ? first : second != null ? second : "";
    }
  }

  /// @throws BuiltinFailedException if there is no such zone
  static Zone find(String name) {
    if (name.isEmpty() || name.equals("UTC")) {
      return UTC;
    }
    if (name.equals("Local")) {
      String local = ZoneId.systemDefault().getId();
      return new Zone(
          "Local",
          ZoneId.systemDefault().getRules(),
          ABBREVIATIONS.getOrDefault(local, Map.of("0", "UTC")));
    }
    if (name.contains("..") || name.startsWith("/") || name.startsWith("\\")) {
      throw new BuiltinFailedException("time: invalid location name");
    }
    Map<String, String> abbreviations = ABBREVIATIONS.get(name);
    if (abbreviations == null) {
      throw new BuiltinFailedException("unknown time zone " + name);
    }
    return new Zone(name, rules(name, abbreviations), abbreviations);
  }

  // Some old names, such as EST, are no regions in Java.
  private static ZoneRules rules(String name, Map<String, String> abbreviations) {
    try {
      return ZoneId.of(name).getRules();
    } catch (DateTimeException unknown) {
      String seconds = abbreviations.keySet().stream().findFirst().orElse("0").replace("d", "");
      return ZoneOffset.ofTotalSeconds(Integer.parseInt(seconds)).getRules();
    }
  }

  private static Map<String, Map<String, String>> read() {
    Map<String, Map<String, String>> zones = new HashMap<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Zones.class.getResourceAsStream("zones.txt")),
                StandardCharsets.UTF_8))) {
      for (String line : in.lines().filter(l -> !l.startsWith("#")).toList()) {
        String[] words = line.split(" ");
        Map<String, String> abbreviations = new HashMap<>();
        for (int i = 1; i < words.length; i++) {
          int equals = words[i].indexOf('=');
          abbreviations.put(words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        zones.put(words[0], abbreviations);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zones;
  }
}
