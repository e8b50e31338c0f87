package io.watchword.authz.format;

import io.watchword.authz.rego.Module.Comment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The text written so far: lines, their indentation, and the comment that ends the current one.
final class Page {

  private final StringBuilder text = new StringBuilder();
  private int level;
  private boolean inline;
  private Optional<Comment> beforeEnd = Optional.empty();
  private boolean delayed;

  /// A point to go back to.
  record Mark(int length, int level) {}

  Mark mark() {
    return new Mark(text.length(), level);
  }

  void back(Mark mark) {
    text.setLength(mark.length());
    level = mark.level();
  }

  String text() {
    return text.toString();
  }

  void write(String piece) {
    text.append(piece);
  }

  /// Begins a line at the current indentation.
  void startLine() {
    inline = true;
    text.repeat('\t', level);
  }

  boolean isInline() {
    return inline;
  }

  void inline() {
    inline = true;
  }

  void startLineIfNone() {
    if (!inline) {
      startLine();
    }
  }

  void endLine() {
    inline = false;
    if (beforeEnd.isPresent() && !delayed) {
      text.append(' ').append(line(beforeEnd.get()));
      beforeEnd = Optional.empty();
    }
    delayed = false;
    text.append('\n');
  }

  void blankLine() {
    if (inline) {
      endLine();
    }
    text.append('\n');
  }

  void writeLine(String line) {
    startLineIfNone();
    write(line);
    endLine();
  }

  void up() {
    level++;
  }

  void down() {
    level = Math.max(0, level - 1);
  }

  /// Keeps the comment at the end of the line until the line after.
  void delayComment() {
    delayed = true;
  }

  Optional<Comment> pending() {
    return beforeEnd;
  }

  void dropPending() {
    beforeEnd = Optional.empty();
  }

  // Comments

  /// Writes the comments before `row`; one on it goes to the end of the line.
  ///
  /// @return those after it
  List<Comment> comments(List<Comment> comments, int row) {
    if (comments.isEmpty()) {
      return comments;
    }
    List<Comment> before = before(comments, row);
    List<Comment> after = new ArrayList<>();
    Optional<Comment> at = Optional.empty();
    for (Comment comment : comments) {
      if (comment.at().line() == row) {
        at = Optional.of(comment);
      } else if (comment.at().line() > row) {
        after.add(comment);
      }
    }
    write(before);
    if (!before.isEmpty() && row - before.getLast().at().line() > 1) {
      blankLine();
    }
    if (beforeEnd.isEmpty()) {
      beforeEnd = at;
    } else if (at.isPresent()) {
      beforeEnd = Optional.empty();
      throw new UnexpectedCommentException(after);
    }
    return after;
  }

  static List<Comment> before(List<Comment> comments, int row) {
    return comments.stream().filter(comment -> comment.at().line() < row).toList();
  }

  void write(List<Comment> comments) {
    boolean inMetadata = false;
    for (int i = 0; i < comments.size(); i++) {
      Comment comment = comments.get(i);
      if (i > 0) {
        int rows = comment.at().line() - comments.get(i - 1).at().line();
        int distance = rows == 0 ? comment.at().column() - comments.get(i - 1).at().column() : rows;
        if (distance > 1) {
          blankLine();
          inMetadata = false;
        } else if (distance == 1 && inMetadata && isMetadata(comment)) {
          blankLine();
        }
      }
      inMetadata |= isMetadata(comment);
      writeLine(line(comment));
    }
  }

  private static boolean isMetadata(Comment comment) {
    return comment.at().column() == 1 && comment.text().strip().startsWith("METADATA");
  }

  static String line(Comment comment) {
    return "#" + comment.text().stripTrailing();
  }
}
