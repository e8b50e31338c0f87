package io.watchword.authz.early.builtin;

import static io.watchword.authz.early.builtin.Builtins.define;
import static io.watchword.authz.early.builtin.Builtins.text;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.Value;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/// Regular expressions (RE2, so that none can be made to run away) and globs. Thread-safe: a
/// bounded cache of compiled patterns.
final class Patterns {

  private static final int CACHED = 500;
  private static final ConcurrentHashMap<String, Pattern> CACHE = new ConcurrentHashMap<>();

  private Patterns() {}

  static List<Definition> definitions() {
    return List.of(
        define(
            "regex.match",
            a -> BooleanValue.of(compiled(text(a, 0)).matcher(text(a, 1)).find()),
            Kind.STRING,
            Kind.STRING),
        define("glob.match", Patterns::glob, Kind.STRING, Kind.DELIMITERS, Kind.STRING));
  }

  private static Pattern compiled(String regex) {
    Pattern known = CACHE.get(regex);
    if (known != null) {
      return known;
    }
    try {
      Pattern pattern = Pattern.compile(regex);
      if (CACHE.size() >= CACHED) {
        // Policies use few patterns; one that makes up new ones from its input starts the cache
        // afresh.
        CACHE.clear();
      }
      CACHE.put(regex, pattern);
      return pattern;
    } catch (PatternSyntaxException e) {
      throw new BuiltinFailedException("regex: " + e.getMessage());
    }
  }

  private static Value glob(List<Value> a) {
    String delimiters = "";
    if (!(a.get(1) instanceof NullValue)) {
      List<String> given = Builtins.texts(a.get(1));
      delimiters = given.isEmpty() ? "." : String.join("", given);
    }
    String regex = "(?s)\\A(?:" + GlobRegex.of(text(a, 0), delimiters) + ")\\z";
    return BooleanValue.of(compiled(regex).matcher(text(a, 2)).find());
  }
}
