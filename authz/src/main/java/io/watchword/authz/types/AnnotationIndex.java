package io.watchword.authz.types;

import io.watchword.authz.rego.Annotations;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.Definition;
import io.watchword.authz.resolve.ResolvedPolicy;
import io.watchword.authz.value.StringValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which METADATA blocks are about a rule. One check, one thread.
final class AnnotationIndex {

  private final Map<List<String>, Annotations> packages = new HashMap<>();
  // Of documents and subpackages: the resolver refuses a path that has both.
  private final Map<List<String>, Annotations> paths = new HashMap<>();
  private boolean empty = true;

  AnnotationIndex(ResolvedPolicy policy) {
    for (Module module : policy.modules()) {
      List<String> path = new ArrayList<>(List.of("data"));
      path.addAll(module.path());
      module.annotations().forEach(block -> add(block, path));
    }
    for (Definition definition : policy.definitions()) {
      Rule rule = definition.rule();
      for (Annotations block : rule.annotations()) {
        if (block.scope() == Annotations.Scope.RULE) {
          empty &= block.schemas().isEmpty();
        } else {
          add(block, groundPath(rule));
        }
      }
    }
  }

  private void add(Annotations block, List<String> path) {
    empty &= block.schemas().isEmpty();
    (block.scope() == Annotations.Scope.PACKAGE ? packages : paths).putIfAbsent(path, block);
  }

  private static List<String> groundPath(Rule rule) {
    List<String> path = new ArrayList<>(List.of("data"));
    for (Term part : rule.head().reference().path()) {
      if (!(part instanceof Term.Scalar(StringValue name, var at))) {
        break;
      }
      path.add(name.text());
    }
    return path;
  }

  /// What is said about schemas inside a rule: of the trees of packages that it is in from the
  /// outermost inwards, of its package, its document, and of itself.
  List<Annotations.Schema> of(Definition definition, Rule rule) {
    if (empty) {
      return List.of();
    }
    List<Annotations.Schema> schemas = new ArrayList<>();
    List<String> path = new ArrayList<>(List.of("data"));
    path.addAll(definition.module().path());
    for (int length = 1; length <= path.size(); length++) {
      addAll(schemas, paths.get(path.subList(0, length)));
    }
    addAll(schemas, packages.get(path));
    addAll(schemas, paths.get(groundPath(rule)));
    for (Annotations block : rule.annotations()) {
      if (block.scope() == Annotations.Scope.RULE) {
        schemas.addAll(block.schemas());
      }
    }
    return schemas;
  }

  private static void addAll(List<Annotations.Schema> schemas, @Nullable Annotations block) {
    if (block != null) {
      schemas.addAll(block.schemas());
    }
  }
}
