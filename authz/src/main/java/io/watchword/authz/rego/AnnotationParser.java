package io.watchword.authz.rego;

import io.watchword.authz.rego.Module.Comment;
import java.util.ArrayList;
import java.util.List;

/// Finds the METADATA blocks among the comments of a file and reads them.
final class AnnotationParser {

  // A reader of YAML follows the nesting of a block; a person's blocks are far shorter than this.
  private static final int LONGEST = 100_000;

  private static final int MOST_BRACKETS = 1_000;
  private static final int MOST_DASHES = 10;

  private final Cursor cursor;

  AnnotationParser(Cursor cursor) {
    this.cursor = cursor;
  }

  /// All blocks that can be read, in order.
  List<AnnotationBlock> blocks(List<Comment> comments) {
    List<AnnotationBlock> blocks = new ArrayList<>();
    int i = 0;
    while (i < comments.size()) {
      Comment first = comments.get(i++);
      if (!isMetadata(first)) {
        continue;
      }
      List<Comment> lines = new ArrayList<>();
      while (i < comments.size() && goesOn(comments.get(i), comments.get(i - 1))) {
        lines.add(comments.get(i++));
      }
      read(first, lines, blocks);
    }
    return blocks;
  }

  private void read(Comment first, List<Comment> lines, List<AnnotationBlock> blocks) {
    StringBuilder text = new StringBuilder();
    for (Comment line : lines) {
      String written = line.text();
      text.append(written.startsWith(" ") ? written.substring(1) : written).append('\n');
    }
    if (text.toString().isBlank()) {
      error("expected METADATA block, found whitespace", first.at());
      return;
    }
    if (text.length() > LONGEST || nests(text)) {
      error("METADATA block too long or nested too deep", first.at());
      return;
    }
    try {
      blocks.add(new MetadataYaml(first.at(), cursor.settings()).read(text.toString()));
    } catch (MetadataException e) {
      int line = e.line();
      Location at =
          line < 0 || lines.isEmpty()
              ? first.at()
              : lines.get(Math.min(line, lines.size() - 1)).at();
      error(e.getMessage() + SpaceHint.of(lines), at);
    }
  }

  // The reader of YAML recurses: into brackets, and into dashes on one line.
  private static boolean nests(CharSequence text) {
    int brackets = 0;
    int dashes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '[' || c == '{') {
        brackets++;
      } else if (c == '\n') {
        dashes = 0;
      } else if (c == '-' || c == '?') {
        dashes++;
      }
      if (brackets > MOST_BRACKETS || dashes > MOST_DASHES && onlyDashes(text, i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean onlyDashes(CharSequence text, int end) {
    int i = end;
    while (i >= 0 && text.charAt(i) != '\n') {
      if (" -?".indexOf(text.charAt(i)) < 0) {
        return false;
      }
      i--;
    }
    return true;
  }

  private void error(String message, Location at) {
    cursor.error(message, at, "this METADATA block");
  }

  private static boolean isMetadata(Comment comment) {
    return comment.at().column() == 1 && comment.text().strip().startsWith("METADATA");
  }

  private static boolean goesOn(Comment comment, Comment before) {
    return comment.at().column() == 1
        && comment.at().line() == before.at().line() + 1
        && !isMetadata(comment);
  }
}
