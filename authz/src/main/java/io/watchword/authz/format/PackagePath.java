package io.watchword.authz.format;

import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.RegoNames;
import java.util.List;

/// The name of a file's package: keywords in brackets stay there.
final class PackagePath {

  private PackagePath() {}

  static String of(Module module) {
    String text = module.source().text();
    int at = module.packageAt().end();
    List<String> path = module.path();
    StringBuilder out = new StringBuilder(path.getFirst());
    at = text.indexOf(path.getFirst(), at) + path.getFirst().length();
    for (String part : path.subList(1, path.size())) {
      boolean quoted = at < text.length() && text.charAt(at) == '[';
      if (RegoNames.isName(part) && !(quoted && RegoNames.isKeyword(part))) {
        out.append('.').append(part);
      } else {
        out.append('[').append(io.watchword.authz.value.GoText.quoted(part)).append(']');
      }
      at = quoted ? endOfBracket(text, at) : at + 1 + part.length();
    }
    return out.toString();
  }

  private static int endOfBracket(String text, int open) {
    int at = open + 1;
    char quote = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (quote == 0 && c == ']') {
        return at;
      }
      if (quote == 0 && (c == '"' || c == '`')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      } else if (quote == '"' && c == '\\') {
        at++;
      }
    }
    return at;
  }
}
