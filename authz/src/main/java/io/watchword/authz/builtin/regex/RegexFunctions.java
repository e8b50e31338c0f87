package io.watchword.authz.builtin.regex;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.StringOperands;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.builtin.regex.GoRegex.Match;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.List;
import java.util.Map;

/// All functions of the family by name. Stateless.
public final class RegexFunctions {

  private static final int LONGEST = 64 << 20;
  private static final Map<String, Builtin> ALL =
      Map.ofEntries(
          Map.entry("regex.is_valid", RegexFunctions::isValid),
          Map.entry("regex.match", RegexFunctions::match),
          Map.entry("re_match", RegexFunctions::match),
          Map.entry("regex.split", RegexFunctions::split),
          Map.entry("regex.find_n", RegexFunctions::find),
          Map.entry("regex.find_all_string_submatch_n", RegexFunctions::findGroups),
          Map.entry("regex.replace", RegexFunctions::replace),
          Map.entry("regex.template_match", RegexFunctions::templateMatch),
          Map.entry("regex.globs_match", RegexFunctions::globsMatch));

  private RegexFunctions() {}

  public static Map<String, Builtin> all() {
    return ALL;
  }

  private static Value isValid(BuiltinContext context, Value[] arguments) {
    if (!(arguments[0] instanceof StringValue pattern)) {
      return BooleanValue.FALSE;
    }
    context.spend(1 + pattern.text().length() / 10);
    try {
      GoRegex.compile(pattern.text());
      return BooleanValue.TRUE;
    } catch (BuiltinFailedException invalid) {
      return BooleanValue.FALSE;
    }
  }

  private static Value match(BuiltinContext context, Value[] arguments) {
    String pattern = Operands.text(arguments, 0);
    String text = Operands.text(arguments, 1);
    return BooleanValue.of(compiled(context, pattern).matches(context, text));
  }

  private static GoRegex compiled(BuiltinContext context, String pattern) {
    context.spend(1 + pattern.length() / 10);
    return GoRegex.compile(pattern);
  }

  private static Value split(BuiltinContext context, Value[] arguments) {
    String pattern = Operands.text(arguments, 0);
    String text = Operands.text(arguments, 1);
    return strings(compiled(context, pattern).split(context, text));
  }

  private static Value find(BuiltinContext context, Value[] arguments) {
    String pattern = Operands.text(arguments, 0);
    String text = Operands.text(arguments, 1);
    long most = StringOperands.integer(arguments, 2);
    return strings(
        compiled(context, pattern).find(context, text, most).stream()
            .map(match -> match.group(text, 0))
            .toList());
  }

  private static Value findGroups(BuiltinContext context, Value[] arguments) {
    String pattern = Operands.text(arguments, 0);
    String text = Operands.text(arguments, 1);
    long most = StringOperands.integer(arguments, 2);
    ArrayValue all = ArrayValue.growing(4);
    for (Match match : compiled(context, pattern).find(context, text, most)) {
      ArrayValue groups = ArrayValue.growing(match.bounds().length / 2);
      for (int group = 0; group < match.bounds().length / 2; group++) {
        groups.append(new StringValue(match.group(text, group)));
      }
      all.append(groups);
    }
    return all;
  }

  private static Value strings(List<String> texts) {
    ArrayValue array = ArrayValue.growing(texts.size());
    texts.forEach(text -> array.append(new StringValue(text)));
    return array;
  }

  private static Value replace(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    String pattern = Operands.text(arguments, 1);
    String replacement = Operands.text(arguments, 2);
    GoRegex regex = compiled(context, pattern);
    StringBuilder out = new StringBuilder(text.length());
    int last = 0;
    for (Match match : regex.find(context, text, -1)) {
      out.append(text, last, match.start());
      Expansion.expand(out, replacement, regex, text, match);
      context.spend(1 + replacement.length() / 20);
      if (out.length() > LONGEST) {
        throw new BuiltinFailedException(
            BuiltinFailedException.Kind.HALT,
            "result is longer than " + LONGEST + " characters (the limit)");
      }
      last = match.end();
    }
    out.append(text, last, text.length());
    return new StringValue(GoString.joined(out.toString()));
  }

  private static Value templateMatch(BuiltinContext context, Value[] arguments) {
    String template = Operands.text(arguments, 0);
    String text = Operands.text(arguments, 1);
    String start = Operands.text(arguments, 2);
    String end = Operands.text(arguments, 3);
    // OPA tells the length of the first delimiter for both.
    int length = GoString.length(start);
    if (length != 1) {
      throw wrongDelimiter("start", length);
    }
    if (GoString.length(end) != 1) {
      throw wrongDelimiter("end", length);
    }
    context.spend(1 + template.length() / 10);
    return BooleanValue.of(
        RegexTemplate.compile(template, start.charAt(0), end.charAt(0)).matches(context, text));
  }

  private static BuiltinFailedException wrongDelimiter(String which, int length) {
    return new BuiltinFailedException(
        which + " delimiter has to be exactly one character long but is " + length + " long");
  }

  private static Value globsMatch(BuiltinContext context, Value[] arguments) {
    String left = Operands.text(arguments, 0);
    String right = Operands.text(arguments, 1);
    return BooleanValue.of(GlobIntersection.exists(context, left, right));
  }
}
