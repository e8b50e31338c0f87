package io.watchword.authz.builtin.graphql;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Rules of directives (GraphQL §5.7).
final class DirectiveRules {

  private DirectiveRules() {}

  /// §5.7.1 and §5.7.2: it exists, and may stand there.
  static final class Known implements Rule {

    private final Set<String> reported = new HashSet<>();

    @Override
    public void directive(QueryCheck check, Node directive) {
      Node definition = directive.definition;
      String name = "\"@" + directive.name() + "\"";
      if (definition == null) {
        check.fail(directive, "Unknown directive " + name + ".");
      } else if (!definition.texts("Locations").contains(directive.location)
          && reported.add(name + directive.line() + ":" + directive.column())) {
        check.fail(
            directive, "Directive " + name + " may not be used on " + directive.location + ".");
      }
    }
  }

  /// §5.7.3: only once where it is not repeatable.
  static final class UniquePerLocation implements Rule {

    @Override
    public void directives(QueryCheck check, List<Node> directives) {
      Set<String> seen = new HashSet<>();
      for (Node directive : directives) {
        boolean repeatable =
            directive.definition != null && directive.definition.flag("IsRepeatable");
        if (!seen.add(directive.name()) && !repeatable) {
          check.fail(
              directive,
              "The directive \"@%s\" can only be used once at this location."
                  .formatted(directive.name()));
        }
      }
    }
  }
}
