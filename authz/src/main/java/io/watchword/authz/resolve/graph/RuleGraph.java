package io.watchword.authz.resolve.graph;

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
  }

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
    };
  }

  private static List<Vertex> rulesAt(RuleTree place) {
    List<Vertex> all = new ArrayList<>();
    for (DraftRule rule : place.rules()) {
      rule.branches().forEach(branch -> all.add(new Vertex.OfRule(branch)));
    }
    return all;
  }

  /// The places whose rules `rule` needs, each with whether all below them is needed too.
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
            tree.eachNeeded(
                term,
                place -> {
                  if (!place.rules().isEmpty()) {
                    needs.add(new Vertex.At(place));
                  }
                },
                place -> needs.add(new Vertex.Whole(place)));
            return false;
          }
        });
    return needs;
  }
}
