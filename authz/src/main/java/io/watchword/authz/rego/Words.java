package io.watchword.authz.rego;

import io.watchword.authz.rego.Module.RegoVersion;
import java.util.Set;

/// Which words are keywords in which version.
final class Words {

  private static final Set<String> ALWAYS =
      Set.of(
          "package", "import", "as", "default", "else", "not", "some", "with", "null", "true",
          "false");
  private static final Set<String> SINCE_V1 = Set.of("in", "every", "contains", "if");

  private Words() {}

  static boolean isKeyword(String word, RegoVersion version) {
    return ALWAYS.contains(word) || (version == RegoVersion.V1 && SINCE_V1.contains(word));
  }
}
