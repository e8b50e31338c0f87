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
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which METADATA holds for a rule, nearest first. Immutable once built.
public final class AnnotationChains {

  /// One block about a rule, its package or packages around it.
  private record Placed(List<Value> path, Annotations annotations) {}

  private final Map<DraftRule, List<Annotations>> own = new IdentityHashMap<>();
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
      Set<Location> seen = new HashSet<>();
      int line = 0;
      for (DraftRule rule : module.rules()) {
        chains.own.put(rule, own(rule, line));
        line = rule.at().line();
        for (Annotations annotations : rule.written().annotations()) {
          // A block about a document stands with each of its rules.
          if (annotations.scope() == Scope.DOCUMENT && seen.add(annotations.at())) {
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
    List<Annotations> about = own.getOrDefault(rule, List.of());
    if (about.isEmpty()) {
      chain.add(new AnnotationLink(path, Optional.empty()));
    }
    for (Annotations annotations : about.reversed()) {
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
    return own.getOrDefault(rule, List.of()).stream().findFirst();
  }

  private static void link(
      Map<List<Value>, Placed> all, List<Value> path, List<AnnotationLink> chain) {
    Placed placed = all.get(path);
    if (placed != null) {
      chain.add(new AnnotationLink(placed.path(), Optional.of(placed.annotations())));
    }
  }

  /// The blocks between the rule before `rule`, on `line`, and it.
  private static List<Annotations> own(DraftRule rule, int line) {
    if (rule.written().annotations().isEmpty()) {
      return List.of();
    }
    return rule.written().annotations().stream()
        .filter(annotations -> annotations.scope() == Scope.RULE)
        .filter(annotations -> annotations.at().line() > line)
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
