package io.watchword.authz.builtin.regex;

import com.google.re2j.PatternSyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Where the engine's syntax and words differ from Go's. Stateless.
final class SyntaxErrors {

  private SyntaxErrors() {}

  static String asGo(PatternSyntaxException error) {
    String message = String.valueOf(error.getMessage());
    return message.endsWith("trailing backslash at end of expression") ? message + ": ``" : message;
  }

  // Go lets two groups have one name; the engine does not, so the later ones lose it.
  static String withoutDuplicates(String pattern, List<String> groups) {
    Set<String> seen = new HashSet<>();
    String unique = pattern;
    for (String name : groups) {
      if (!name.isEmpty() && !seen.add(name)) {
        String opening = "<" + name + ">";
        int again = unique.lastIndexOf(opening);
        boolean withP = unique.startsWith("P", again - 1);
        unique =
            unique.substring(0, again - (withP ? 2 : 1))
                + unique.substring(again + opening.length());
      }
    }
    return unique;
  }
}
