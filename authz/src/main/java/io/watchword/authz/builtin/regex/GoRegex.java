package io.watchword.authz.builtin.regex;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.golang.GoString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A compiled pattern with Go's rules for what follows a match. Immutable; the patterns used last
/// are kept.
public final class GoRegex {

  private static final int KEPT = 1_000;
  private static final int LARGEST_KEPT = 10_000;
  // Under this product of text and program a match takes microseconds and is not metered.
  private static final long SMALL = 100_000;
  private static final Map<String, GoRegex> KNOWN = new ConcurrentHashMap<>();

  private final Pattern pattern;
  private final List<String> groups;
  private final boolean emptyPattern;

  private GoRegex(Pattern pattern, List<String> groups, boolean emptyPattern) {
    this.pattern = pattern;
    this.groups = groups;
    this.emptyPattern = emptyPattern;
  }

  /// @throws BuiltinFailedException with Go's message if it is no pattern
  public static GoRegex compile(String pattern) {
    GoRegex known = KNOWN.get(pattern);
    if (known != null) {
      return known;
    }
    GoRegex compiled = parse(pattern);
    if (compiled.pattern.programSize() <= LARGEST_KEPT) {
      if (KNOWN.size() >= KEPT) {
        KNOWN.keySet().stream().findFirst().ifPresent(KNOWN::remove);
      }
      KNOWN.put(pattern, compiled);
    }
    return compiled;
  }

  private static GoRegex parse(String pattern) {
    if (!GoString.isValid(pattern)) {
      throw new BuiltinFailedException("error parsing regexp: invalid UTF-8: `" + pattern + "`");
    }
    List<String> groups = PatternLimits.check(pattern);
    try {
      return new GoRegex(
          Pattern.compile(SyntaxErrors.withoutDuplicates(pattern, groups)),
          groups,
          pattern.isEmpty());
    } catch (PatternSyntaxException e) {
      throw new BuiltinFailedException(SyntaxErrors.asGo(e));
    }
  }

  /// Whether the pattern matches somewhere in the text.
  public boolean matches(BuiltinContext context, String text) {
    return matcher(context, text).find();
  }

  /// One match: positions of its start and end and those of its groups, -1 where a group has none.
  record Match(int[] bounds) {

    int start() {
      return bounds[0];
    }

    int end() {
      return bounds[1];
    }

    /// Empty where the group took no part.
    String group(String text, int group) {
      return group * 2 >= bounds.length || bounds[group * 2] < 0
          ? ""
          : text.substring(bounds[group * 2], bounds[group * 2 + 1]);
    }
  }

  /// Successive matches, without an empty one right after another.
  ///
  /// @param most negative for all
  List<Match> find(BuiltinContext context, String text, long most) {
    List<Match> found = new ArrayList<>();
    Matcher matcher = matcher(context, text);
    int at = 0;
    int previousEnd = -1;
    while (at <= text.length() && (most < 0 || found.size() < most) && matcher.find(at)) {
      boolean accept = true;
      int end = matcher.end();
      if (end == at) {
        accept = matcher.start() != previousEnd;
        at += at < text.length() ? Character.charCount(text.codePointAt(at)) : 1;
      } else {
        at = end;
      }
      previousEnd = end;
      if (accept) {
        context.spend(1);
        found.add(bounds(matcher));
      }
    }
    return found;
  }

  private static Match bounds(Matcher matcher) {
    int[] bounds = new int[2 * (matcher.groupCount() + 1)];
    for (int group = 0; group < bounds.length / 2; group++) {
      bounds[2 * group] = matcher.start(group);
      bounds[2 * group + 1] = matcher.end(group);
    }
    return new Match(bounds);
  }

  /// The pieces between matches.
  List<String> split(BuiltinContext context, String text) {
    if (!emptyPattern && text.isEmpty()) {
      return List.of("");
    }
    List<String> parts = new ArrayList<>();
    int from = 0;
    int to = 0;
    for (Match match : find(context, text, -1)) {
      to = match.start();
      if (match.end() != 0) {
        parts.add(text.substring(from, to));
      }
      from = match.end();
    }
    if (to != text.length()) {
      parts.add(text.substring(from));
    }
    return parts;
  }

  /// The text of the first group called `name` that took part.
  String named(String text, Match match, String name) {
    for (int group = 0; group < groups.size(); group++) {
      if (groups.get(group).equals(name) && match.bounds()[2 * group + 2] >= 0) {
        return match.group(text, group + 1);
      }
    }
    return "";
  }

  private Matcher matcher(BuiltinContext context, String text) {
    long steps = (long) text.length() * pattern.programSize();
    context.spend(1 + Math.min(steps, SMALL) / 1_000);
    return pattern.matcher(
        steps <= SMALL ? text : new MeteredText(text, context, 1 + pattern.programSize() / 64));
  }
}
