package io.watchword.authz.builtin.keys;

import io.watchword.authz.builtin.BuiltinFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One block of a PEM text.
///
/// @param type such as `CERTIFICATE`
/// @param rest what follows the block
public record PemBlock(String type, byte[] content, String rest) {

  private static final String BEGIN = "-----BEGIN ";
  private static final String DASHES = "-----";

  /// The first well-formed block of a text; text before it and broken blocks are skipped.
  public static Optional<PemBlock> first(String text) {
    int from = 0;
    while (true) {
      int begin = beginOfLine(text, from);
      if (begin < 0) {
        return Optional.empty();
      }
      int lineEnd = endOfLine(text, begin);
      String line = text.substring(begin, lineEnd).stripTrailing();
      from = lineEnd;
      if (!line.endsWith(DASHES) || line.length() < BEGIN.length() + DASHES.length()) {
        continue;
      }
      String type = line.substring(BEGIN.length(), line.length() - DASHES.length());
      String footer = "-----END " + type + DASHES;
      int end = text.indexOf("\n" + footer, lineEnd - 1 < begin ? begin : lineEnd - 1);
      if (end < 0) {
        continue;
      }
      int footerEnd = end + 1 + footer.length();
      int next = endOfLine(text, footerEnd);
      if (!text.substring(footerEnd, next).isBlank()) {
        continue;
      }
      Optional<byte[]> content = content(text.substring(Math.min(lineEnd, end), end));
      if (content.isPresent()) {
        return Optional.of(new PemBlock(type, content.get(), text.substring(next)));
      }
    }
  }

  /// All blocks, at most `limit`.
  public static List<PemBlock> all(String text, int limit) {
    List<PemBlock> blocks = new ArrayList<>();
    Optional<PemBlock> block = first(text);
    while (block.isPresent() && blocks.size() < limit) {
      blocks.add(block.get());
      block = first(block.get().rest());
    }
    return blocks;
  }

  private static int beginOfLine(String text, int from) {
    int at = text.indexOf(BEGIN, from);
    while (at > 0 && text.charAt(at - 1) != '\n') {
      at = text.indexOf(BEGIN, at + 1);
    }
    return at;
  }

  // Behind the line's end.
  private static int endOfLine(String text, int from) {
    int at = text.indexOf('\n', from);
    return at < 0 ? text.length() : at + 1;
  }

  private static Optional<byte[]> content(String body) {
    int from = 0;
    // Headers, such as `Proc-Type: 4,ENCRYPTED`, stand before an empty line.
    while (true) {
      int end = endOfLine(body, from);
      if (body.substring(from, end).indexOf(':') < 0) {
        break;
      }
      from = end;
    }
    try {
      return Optional.of(Base64Text.decode(body.substring(from).replaceAll("[ \t]", "")));
    } catch (BuiltinFailedException notBase64) {
      return Optional.empty();
    }
  }
}
