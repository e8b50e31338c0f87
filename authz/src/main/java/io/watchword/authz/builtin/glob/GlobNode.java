package io.watchword.authz.builtin.glob;

import java.util.List;

/// A part of a glob.
sealed interface GlobNode {

  /// Characters as they are.
  record Text(String text) implements GlobNode {}

  /// `*`: any characters but delimiters.
  record Any() implements GlobNode {}

  /// `**`: any characters.
  record Super() implements GlobNode {}

  /// `?`: one character, no delimiter.
  record Single() implements GlobNode {}

  /// `[abc]`, `[!abc]`.
  record Members(String characters, boolean not) implements GlobNode {}

  /// `[a-c]`, `[!a-c]`.
  record Between(int low, int high, boolean not) implements GlobNode {}

  /// `{a,b}`.
  record Alternatives(List<List<GlobNode>> patterns) implements GlobNode {}
}
