package io.watchword.authz.resolve.graph;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Draft;
import io.watchword.authz.resolve.draft.DraftRule;
import io.watchword.authz.resolve.walk.TermVisitor;
import io.watchword.authz.resolve.walk.Terms;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which rules a rule needs.
///
/// Edges go from a rule to places in the tree, not to each rule there, so that ten thousand rules
/// that read a document of ten thousand rules stay ten thousand edges.
public final class RuleGraph {

  /// What a rule may need: the rules at a place, or those and all below.
  sealed interface Vertex {
    /// One rule or `else` branch.
    record OfRule(DraftRule rule) implements Vertex {}

    /// The rules at a place.
    record At(RuleTree place) implements Vertex {}

    /// The rules at a place and below.
    record Whole(RuleTree place) implements Vertex {}

    /// The rules that the rest of a reference may lead to from a place; it begins with a part whose
    /// value is not known.
    ///
    /// @param rest the parts, empty where the value is not known
    record Into(RuleTree place, List<Optional<Term>> rest) implements Vertex {}
  }

  private static final Location NOWHERE = new Location("", 1, 1, 1);

  private final Map<DraftRule, Set<Vertex>> needs = new IdentityHashMap<>();
  private final List<DraftRule> branches = new ArrayList<>();

  private RuleGraph() {}

  /// The graph of all rules of `draft`.
  public static RuleGraph of(Draft draft, RuleTree tree) {
    RuleGraph graph = new RuleGraph();
    draft.eachBranch(
        rule -> {
          graph.branches.add(rule);
          graph.needs.put(rule, needsOf(rule, tree));
        });
    return graph;
  }

  /// All rules and `else` branches, in the order of files and text.
  List<DraftRule> branches() {
    return branches;
  }

  /// What `vertex` leads to.
  List<Vertex> next(Vertex vertex) {
    return switch (vertex) {
      case Vertex.OfRule(DraftRule rule) -> List.copyOf(needs.getOrDefault(rule, Set.of()));
      case Vertex.At(RuleTree place) -> rulesAt(place);
      case Vertex.Whole(RuleTree place) -> {
        List<Vertex> all = new ArrayList<>();
        all.add(new Vertex.At(place));
        place.children().forEach(child -> all.add(new Vertex.Whole(child)));
        yield all;
      }
      case Vertex.Into(RuleTree place, List<Optional<Term>> rest) -> {
        Set<Vertex> all = new LinkedHashSet<>();
        for (RuleTree child : place.children()) {
          addPlace(child, all);
          addNeeded(child, rest.subList(1, rest.size()), all);
        }
        yield List.copyOf(all);
      }
    };
  }

  private static List<Vertex> rulesAt(RuleTree place) {
    List<Vertex> all = new ArrayList<>();
    for (DraftRule rule : place.rules()) {
      rule.branches().forEach(branch -> all.add(new Vertex.OfRule(branch)));
    }
    return all;
  }

  private static Set<Vertex> needsOf(DraftRule rule, RuleTree tree) {
    Set<Vertex> needs = new LinkedHashSet<>();
    rule.visit(
        new TermVisitor() {
          @Override
          protected boolean enter(Term term) {
            if (!Terms.isUnder("data", term)) {
              return true;
            }
            // Not its head, which alone would stand for everything.
            terms(Terms.path(term));
            addNeeded(tree, parts(term), needs);
            return false;
          }
        });
    return needs;
  }

  private static List<Optional<Term>> parts(Term reference) {
    return Terms.path(reference).stream()
        .map(
            part ->
                Terms.isConstant(part) ? Optional.of(withoutPlace(part)) : Optional.<Term>empty())
        .toList();
  }

  private static Term withoutPlace(Term part) {
    return part instanceof Term.Scalar scalar ? new Term.Scalar(scalar.value(), NOWHERE) : part;
  }

  /// Adds what a reference needs that goes on from `place` by `rest`.
  private static void addNeeded(RuleTree place, List<Optional<Term>> rest, Set<Vertex> needs) {
    RuleTree here = place;
    for (int i = 0; i < rest.size(); i++) {
      Optional<Term> part = rest.get(i);
      if (part.isEmpty()) {
        needs.add(new Vertex.Into(here, rest.subList(i, rest.size())));
        return;
      }
      RuleTree next = RuleTree.next(here, part.get());
      if (next == null) {
        return;
      }
      addPlace(next, needs);
      here = next;
    }
    needs.add(new Vertex.Whole(here));
  }

  private static void addPlace(RuleTree place, Set<Vertex> needs) {
    if (!place.rules().isEmpty()) {
      needs.add(new Vertex.At(place));
    }
  }
}
