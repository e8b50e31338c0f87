package io.watchword.authz.builtin.text;

import io.watchword.authz.builtin.BuiltinContext;
import java.util.List;
import java.util.TreeSet;

/// Whether one of many strings starts with one of many prefixes. Stateless.
final class AnyPrefix {

  private AnyPrefix() {}

  static boolean matches(BuiltinContext context, List<String> texts, List<String> prefixes) {
    if (texts.isEmpty() || prefixes.isEmpty()) {
      return false;
    }
    context.spend(texts.size() + (long) prefixes.size());
    if (texts.size() == 1) {
      String text = texts.getFirst();
      return prefixes.stream().anyMatch(prefix -> TextFunctions.startsWith(text, prefix));
    }
    if (prefixes.size() == 1) {
      String prefix = prefixes.getFirst();
      return texts.stream().anyMatch(text -> TextFunctions.startsWith(text, prefix));
    }
    // The least string not below a prefix starts with it if any does.
    TreeSet<String> sorted = new TreeSet<>(texts);
    for (String prefix : prefixes) {
      String next = sorted.ceiling(prefix);
      if (next != null && next.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
