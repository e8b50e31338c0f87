package io.watchword.authz.rego;

import io.watchword.authz.rego.Annotations.Scope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Finds out what METADATA blocks are about: the statement after them, in the scope they name.
final class AnnotationTargets {

  private final Cursor cursor;
  private final List<Target> targets;

  /// @param targets all statements of the file
  AnnotationTargets(Cursor cursor, List<Target> targets) {
    this.cursor = cursor;
    this.targets = new ArrayList<>(targets);
    this.targets.sort(Comparator.comparingInt(target -> target.at().line()));
  }

  /// A statement that a block may be about.
  ///
  /// @param kind `package`, `import` or `rule`
  /// @param rule the rule, where it is one
  record Target(String kind, Location at, Optional<Rule> rule) {}

  /// A block with what it is about.
  record Attached(Annotations annotations, Target target) {}

  /// All blocks that stand before something of their scope; errors about the others are with the
  /// cursor.
  List<Attached> attach(List<AnnotationBlock> blocks) {
    List<Attached> attached = new ArrayList<>();
    for (AnnotationBlock block : blocks) {
      Optional<Target> target = after(block.at().line());
      String scope = scope(block, target);
      if (fits(block, scope, target)) {
        Scope known = Scope.valueOf(scope.toUpperCase(java.util.Locale.ROOT));
        attached.add(new Attached(block.of(known, scope), target.orElseThrow()));
      }
    }
    return attached;
  }

  private Optional<Target> after(int line) {
    int low = 0;
    int high = targets.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (targets.get(middle).at().line() > line) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low < targets.size() ? Optional.of(targets.get(low)) : Optional.empty();
  }

  private static String scope(AnnotationBlock block, Optional<Target> target) {
    if (!block.scope().isEmpty() || target.isEmpty()) {
      return block.scope();
    }
    String kind = target.get().kind();
    return kind.equals("rule") && block.entrypoint() ? "document" : kind;
  }

  private boolean fits(AnnotationBlock block, String scope, Optional<Target> target) {
    String wanted =
        switch (scope) {
          case "rule", "document" -> "rule";
          case "package", "subpackages" -> "package";
          default -> "";
        };
    boolean fits = target.map(it -> it.kind().equals(wanted)).orElse(false);
    if (wanted.isEmpty()) {
      cursor.misplaced(
          "invalid annotation scope '"
              + scope
              + "'. Use one of 'rule', 'document', 'package', or 'subpackages'",
          block.at(),
          "about nothing");
    } else if (!fits) {
      String have = target.map(it -> " (have " + it.kind() + ")").orElse("");
      cursor.misplaced(
          "annotation scope '" + scope + "' must be applied to " + wanted + have,
          block.at(),
          "the statement after it is of another kind");
    }
    if (block.entrypoint() && !scope.equals("document") && !scope.equals("package")) {
      cursor.misplaced(
          "annotation entrypoint applied to non-document or package scope '" + scope + "'",
          block.at(),
          "an entrypoint is a document or a package");
      return false;
    }
    return fits;
  }
}
