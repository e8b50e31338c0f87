package io.watchword.authz.plan.index;

import io.watchword.authz.value.Value;
import java.util.List;
import java.util.Set;

/// What has to hold of one accessor for a block to have a chance.
public sealed interface Guard {

  Accessor accessor();

  /// It equals one of `constants`.
  record Equals(Accessor accessor, Set<Value> constants) implements Guard {
    public Equals {
      constants = Set.copyOf(constants);
    }
  }

  /// It is a string that begins with one of `prefixes`.
  record StartsWith(Accessor accessor, List<String> prefixes) implements Guard {
    public StartsWith {
      prefixes = List.copyOf(prefixes);
    }
  }

  /// It is a string that ends with one of `suffixes`.
  record EndsWith(Accessor accessor, List<String> suffixes) implements Guard {
    public EndsWith {
      suffixes = List.copyOf(suffixes);
    }
  }

  /// It is a string that `glob.match` finds to match.
  ///
  /// @param delimiters as the call gives them; null value: none
  record Glob(Accessor accessor, String pattern, Value delimiters) implements Guard {}
}
