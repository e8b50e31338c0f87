package io.watchword.authz.builtin.encoding;

import java.util.ArrayList;
import java.util.List;

/// A node of a YAML document, before its scalars are given a meaning.
sealed interface YamlNode {

  /// @param plain neither quoted nor a block
  record Scalar(String tag, String text, boolean plain) implements YamlNode {}

  /// Items in turn.
  record Sequence(List<YamlNode> items) implements YamlNode {
    Sequence() {
      this(new ArrayList<>());
    }
  }

  /// Keys and values in turn.
  record Mapping(List<YamlNode> both) implements YamlNode {
    Mapping() {
      this(new ArrayList<>());
    }
  }

  /// What stands under an anchor.
  record Alias(String name, YamlNode target) implements YamlNode {

    // The target may contain this alias.
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }

    @Override
    public String toString() {
      return "*" + name;
    }
  }
}
