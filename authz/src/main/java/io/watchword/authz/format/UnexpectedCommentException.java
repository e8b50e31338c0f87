package io.watchword.authz.format;

import io.watchword.authz.rego.Module.Comment;
import java.util.List;

/// A comment stands where the layout has no place for it; what holds it is printed as it was
/// written.
final class UnexpectedCommentException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient List<Comment> comments;

  /// @param comments those still to be printed
  UnexpectedCommentException(List<Comment> comments) {
    super("unexpected comment", null, false, false);
    this.comments = comments;
  }

  List<Comment> comments() {
    return comments;
  }
}
