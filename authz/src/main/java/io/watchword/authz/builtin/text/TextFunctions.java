package io.watchword.authz.builtin.text;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.StringOperands;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.List;
import java.util.Map;

/// All functions of the family by name. Stateless.
public final class TextFunctions {

  // Characters a string may grow to.
  static final int LONGEST = 64 << 20;

  private static final Map<String, Builtin> ALL =
      Map.ofEntries(
          Map.entry("concat", TextFunctions::concat),
          Map.entry("contains", TextFunctions::contains),
          Map.entry("endswith", TextFunctions::endsWith),
          Map.entry("startswith", TextFunctions::startsWith),
          Map.entry("strings.any_prefix_match", TextFunctions::anyPrefix),
          Map.entry("strings.any_suffix_match", TextFunctions::anySuffix),
          Map.entry("strings.count", TextFunctions::count),
          Map.entry("indexof", Searching::indexOf),
          Map.entry("indexof_n", Searching::indexOfAll),
          Map.entry("substring", Searching::substring),
          Map.entry("split", Splitting::split),
          Map.entry("strings.split_n", Splitting::splitN),
          Map.entry("replace", Replacing::replace),
          Map.entry("strings.replace_n", Replacing::replaceAll),
          Map.entry("lower", Letters::lower),
          Map.entry("upper", Letters::upper),
          Map.entry("strings.reverse", Letters::reverse),
          Map.entry("trim", Trimming::both),
          Map.entry("trim_left", Trimming::left),
          Map.entry("trim_right", Trimming::right),
          Map.entry("trim_prefix", Trimming::prefix),
          Map.entry("trim_suffix", Trimming::suffix),
          Map.entry("trim_space", Trimming::space),
          Map.entry("sprintf", Sprintf::call));

  private TextFunctions() {}

  public static Map<String, Builtin> all() {
    return ALL;
  }

  static BuiltinFailedException tooLong() {
    return new BuiltinFailedException(
        BuiltinFailedException.Kind.HALT,
        "result is longer than " + LONGEST + " characters (the limit)");
  }

  private static Value concat(BuiltinContext context, Value[] arguments) {
    String between = Operands.text(arguments, 0);
    List<Value> items = StringOperands.items(arguments, 1, "set, array");
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      String item = StringOperands.element(arguments, 1, items.get(i));
      if (out.length() + (long) between.length() + item.length() > LONGEST) {
        throw tooLong();
      }
      out.append(i > 0 ? between : "").append(item);
    }
    context.spend(out.length() / 100);
    return new StringValue(GoString.joined(out.toString()));
  }

  private static Value contains(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    String part = Operands.text(arguments, 1);
    context.spend(text.length() / 100);
    return BooleanValue.of(
        GoString.isValid(part)
            ? text.contains(part)
            : GoString.latin(text).contains(GoString.latin(part)));
  }

  private static Value startsWith(BuiltinContext context, Value[] arguments) {
    return BooleanValue.of(startsWith(Operands.text(arguments, 0), Operands.text(arguments, 1)));
  }

  // A valid prefix ends where a character ends; one of stray bytes may not.
  static boolean startsWith(String text, String prefix) {
    return text.startsWith(prefix)
        || (!GoString.isValid(prefix) && GoString.latin(text).startsWith(GoString.latin(prefix)));
  }

  private static Value endsWith(BuiltinContext context, Value[] arguments) {
    return BooleanValue.of(endsWith(Operands.text(arguments, 0), Operands.text(arguments, 1)));
  }

  static boolean endsWith(String text, String suffix) {
    return text.endsWith(suffix)
        || (!GoString.isValid(suffix) && GoString.latin(text).endsWith(GoString.latin(suffix)));
  }

  private static Value anyPrefix(BuiltinContext context, Value[] arguments) {
    List<String> texts = StringOperands.textOrTexts(arguments, 0);
    List<String> prefixes = StringOperands.textOrTexts(arguments, 1);
    return BooleanValue.of(AnyPrefix.matches(context, texts, prefixes));
  }

  private static Value anySuffix(BuiltinContext context, Value[] arguments) {
    List<String> texts = StringOperands.textOrTexts(arguments, 0);
    List<String> suffixes = StringOperands.textOrTexts(arguments, 1);
    return BooleanValue.of(
        AnyPrefix.matches(
            context,
            texts.stream().map(Letters::reversed).toList(),
            suffixes.stream().map(Letters::reversed).toList()));
  }

  private static Value count(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    String part = Operands.text(arguments, 1);
    context.spend(text.length() / 50);
    if (part.isEmpty()) {
      return NumberValue.of(GoString.runeCount(text) + 1L);
    }
    boolean valid = GoString.isValid(part);
    return NumberValue.of(
        count(valid ? text : GoString.latin(text), valid ? part : GoString.latin(part)));
  }

  private static int count(String text, String part) {
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }
}
