package io.watchword.authz.resolve.metadata;

import io.watchword.authz.rego.Annotations;
import io.watchword.authz.rego.Annotations.Scope;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Draft;
import io.watchword.authz.resolve.draft.DraftModule;
import io.watchword.authz.resolve.draft.DraftRule;
import io.watchword.authz.resolve.draft.Problems;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Which METADATA holds for a rule, nearest first. Immutable once built.
public final class AnnotationChains {

  /// One block about a rule, its package or packages around it.
  private record Placed(List<Value> path, Annotations annotations) {}

  private final Map<List<Value>, Placed> documents = new HashMap<>();
  private final Map<List<Value>, Placed> packages = new HashMap<>();
  private final Map<List<Value>, Placed> subpackages = new HashMap<>();

  private AnnotationChains() {}

  /// All METADATA of `draft`; errors where two blocks are about the same.
  public static AnnotationChains of(Draft draft) {
    AnnotationChains chains = new AnnotationChains();
    for (DraftModule module : draft.modules()) {
      List<Value> path = packagePath(module);
      for (Annotations annotations : module.written().annotations()) {
        Map<List<Value>, Placed> place =
            annotations.scope() == Scope.SUBPACKAGES ? chains.subpackages : chains.packages;
        add(place, new Placed(path, annotations), draft.problems());
      }
      for (DraftRule rule : module.rules()) {
        for (Annotations annotations : rule.written().annotations()) {
          if (annotations.scope() == Scope.DOCUMENT) {
            add(chains.documents, new Placed(rulePath(rule), annotations), draft.problems());
          }
        }
      }
    }
    return chains;
  }

  private static void add(Map<List<Value>, Placed> all, Placed placed, Problems problems) {
    Placed first = all.putIfAbsent(placed.path(), placed);
    if (first != null) {
      Location at = first.annotations().at();
      problems.type(
          placed.annotations().scope().name().toLowerCase(Locale.ROOT)
              + " annotation redeclared: "
              + (at.file().isEmpty() ? at.line() + ":" + at.column() : at.fileLine()),
          placed.annotations().at(),
          "there is one already",
          "keep one of them");
    }
  }

  /// What holds for `rule`, nearest first; the first link is about the rule itself.
  public List<AnnotationLink> chain(DraftRule rule) {
    List<AnnotationLink> chain = new ArrayList<>();
    List<Value> path = rulePath(rule);
    List<Annotations> own = own(rule);
    if (own.isEmpty()) {
      chain.add(new AnnotationLink(path, Optional.empty()));
    }
    for (Annotations annotations : own.reversed()) {
      chain.add(new AnnotationLink(path, Optional.of(annotations)));
    }
    link(documents, path, chain);
    List<Value> packagePath = packagePath(rule.module());
    link(packages, packagePath, chain);
    for (int end = packagePath.size(); end >= 0; end--) {
      link(subpackages, packagePath.subList(0, end), chain);
    }
    return chain;
  }

  /// The first block of scope rule right before `rule`.
  Optional<Annotations> nearest(DraftRule rule) {
    return own(rule).stream().findFirst();
  }

  private static void link(
      Map<List<Value>, Placed> all, List<Value> path, List<AnnotationLink> chain) {
    Placed placed = all.get(path);
    if (placed != null) {
      chain.add(new AnnotationLink(placed.path(), Optional.of(placed.annotations())));
    }
  }

  private static List<Annotations> own(DraftRule rule) {
    return rule.written().annotations().stream()
        .filter(annotations -> annotations.scope() == Scope.RULE)
        .sorted(Comparator.comparingInt(annotations -> annotations.at().line()))
        .toList();
  }

  private static List<Value> packagePath(DraftModule module) {
    return module.written().path().stream().map(part -> (Value) new StringValue(part)).toList();
  }

  private static List<Value> rulePath(DraftRule rule) {
    List<Value> path = new ArrayList<>(packagePath(rule.module()));
    path.add(new StringValue(rule.name()));
    for (Term part : rule.groundPath()) {
      if (part instanceof Term.Scalar scalar) {
        path.add(scalar.value());
      }
    }
    return path;
  }
}
