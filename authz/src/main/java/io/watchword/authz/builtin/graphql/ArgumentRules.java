package io.watchword.authz.builtin.graphql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Rules of arguments (GraphQL §5.4).
final class ArgumentRules {

  private ArgumentRules() {}

  /// §5.4.1: a field or directive has the argument.
  static final class KnownNames implements Rule {

    @Override
    public void field(QueryCheck check, Node field) {
      if (field.parent != null) {
        check(check, field, "on field \"" + field.parent.name() + "." + field.name() + "\".");
      }
    }

    @Override
    public void directive(QueryCheck check, Node directive) {
      check(check, directive, "on directive \"@" + directive.name() + "\".");
    }

    private static void check(QueryCheck check, Node owner, String where) {
      Node definition = owner.definition;
      if (definition == null) {
        return;
      }
      List<String> known = definition.nodes("Arguments").stream().map(Node::name).toList();
      for (Node argument : owner.nodes("Arguments")) {
        if (!known.contains(argument.name())) {
          check.fail(
              owner,
              "Unknown argument \"%s\" %s".formatted(argument.name(), where)
                  + Suggestions.of("Did you mean", argument.name(), known, true));
        }
      }
    }
  }

  /// §5.4.2.1: what has no default must be given.
  static final class ProvidedRequired implements Rule {

    @Override
    public void field(QueryCheck check, Node field) {
      check(check, field, "Field \"" + field.name() + "\"");
    }

    @Override
    public void directive(QueryCheck check, Node directive) {
      check(check, directive, "Directive \"@" + directive.name() + "\"");
    }

    private static void check(QueryCheck check, Node owner, String who) {
      Node definition = owner.definition;
      if (definition == null) {
        return;
      }
      for (Node wanted : definition.nodes("Arguments")) {
        Node type = wanted.required("Type");
        if (type.flag("NonNull")
            && wanted.node("DefaultValue") == null
            && owner.named("Arguments", wanted.name()) == null) {
          check.fail(
              owner,
              "%s argument \"%s\" of type \"%s\" is required, but it was not provided."
                  .formatted(who, wanted.name(), Types.text(type)));
        }
      }
    }
  }

  /// §5.4.2: each only once.
  static final class UniqueNames implements Rule {

    @Override
    public void field(QueryCheck check, Node field) {
      check(check, field.nodes("Arguments"));
    }

    @Override
    public void directive(QueryCheck check, Node directive) {
      check(check, directive.nodes("Arguments"));
    }

    private static void check(QueryCheck check, List<Node> arguments) {
      Map<String, Integer> seen = new HashMap<>();
      for (Node argument : arguments) {
        if (seen.merge(argument.name(), 1, Integer::sum) == 2) {
          check.fail(argument, "There can be only one argument named \"" + argument.name() + "\".");
        }
      }
    }
  }
}
