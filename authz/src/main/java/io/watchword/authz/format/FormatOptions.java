package io.watchword.authz.format;

import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Module.Import;
import io.watchword.authz.rego.Rule;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// What of the language a file uses, which decides how its rules are spelt.
///
/// @param contains sets are written with `contains`
/// @param ifs bodies are introduced with `if`
/// @param refHeads heads are written with dots
/// @param isV1 the output is Rego v1
/// @param keywords words that are keywords in this file
record FormatOptions(
    boolean contains, boolean ifs, boolean refHeads, boolean isV1, Set<String> keywords) {

  private static final Set<String> V0 =
      Set.of(
          "as", "default", "else", "false", "import", "package", "not", "null", "true", "with",
          "some");
  private static final Set<String> V1 = Set.of("contains", "every", "if", "in");

  static FormatOptions of(Module module, FormatStyle style) {
    boolean isV1 = style != FormatStyle.V0;
    boolean contains = isV1;
    boolean ifs = isV1;
    Set<String> keywords = new HashSet<>(V0);
    if (isV1) {
      keywords.addAll(V1);
    }
    for (Import it : module.imports()) {
      Optional<String> keyword = Imports.futureKeyword(it);
      keyword.ifPresent(keywords::add);
      boolean all = Imports.isRegoV1(it) || Imports.isAllKeywords(it);
      contains |= all || keyword.equals(Optional.of("contains"));
      ifs |= all || keyword.equals(Optional.of("if"));
    }
    boolean refHeads = module.rules().stream().anyMatch(FormatOptions::needsRefHead);
    return new FormatOptions(contains, ifs, refHeads, isV1, keywords);
  }

  private static boolean needsRefHead(Rule rule) {
    int parts = rule.head().reference().path().size() + 1;
    return parts > 2 || (parts == 2 && rule.head().key().isPresent());
  }

  /// Whether a rule's body is introduced with `if`.
  boolean usesIf(Rule rule) {
    return (isV1 || ifs) && (contains || rule.head().key().isEmpty());
  }
}
