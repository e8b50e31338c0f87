package io.watchword.authz.format;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Module.Import;
import io.watchword.authz.rego.Term.Ref;
import io.watchword.authz.rego.Term.Scalar;
import io.watchword.authz.rego.Term.Var;
import io.watchword.authz.value.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The imports a file has after formatting: those that say nothing new are dropped, those that it
/// needs are added.
final class Imports {

  private static final Set<String> BEYOND_V1 = Set.of("and", "not", "or");
  private static final String ADDED = "";

  private Imports() {}

  static Optional<String> futureKeyword(Import it) {
    List<String> path = path(it);
    return path.size() == 3 && path.get(0).equals("future") && path.get(1).equals("keywords")
        ? Optional.of(path.get(2))
        : Optional.empty();
  }

  static boolean isAllKeywords(Import it) {
    return path(it).equals(List.of("future", "keywords"));
  }

  static boolean isRegoV1(Import it) {
    return path(it).equals(List.of("rego", "v1"));
  }

  /// Whether an import was not written by anyone.
  static boolean isAdded(Import it) {
    return it.at().file().equals(ADDED);
  }

  /// Path and alias, for sorting.
  static List<String> path(Import it) {
    List<String> path = new ArrayList<>();
    path.add(it.path().head() instanceof Var root ? root.name() : "");
    for (var part : it.path().path()) {
      path.add(
          part instanceof Scalar scalar && scalar.value() instanceof StringValue text
              ? text.text()
              : "");
    }
    return path;
  }

  static int compare(Import left, Import right) {
    List<String> a = path(left);
    List<String> b = path(right);
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = a.get(i).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    int order = Integer.compare(a.size(), b.size());
    return order != 0 ? order : left.alias().orElse("").compareTo(right.alias().orElse(""));
  }

  static List<Import> of(Module module, FormatStyle style) {
    List<Import> imports = new ArrayList<>(module.imports());
    boolean written = imports.stream().anyMatch(Imports::isRegoV1);
    if (!written && style == FormatStyle.V0) {
      importUsed(imports, UsedKeywords.of(module));
      return imports;
    }
    if (!written && style == FormatStyle.V1) {
      return imports;
    }
    int row = next(imports);
    if (!written) {
      imports.add(added(new String[] {"rego", "v1"}, row));
    }
    imports.removeIf(it -> path(it).getFirst().equals("future"));
    int next = next(imports);
    for (String keyword : new TreeSet<>(UsedKeywords.of(module))) {
      if (BEYOND_V1.contains(keyword)) {
        imports.add(added(new String[] {"future", "keywords", keyword}, next++));
      }
    }
    return imports;
  }

  // A membership may be written as the call it is, which needs no import; printed, it does.
  private static void importUsed(List<Import> imports, Set<String> used) {
    for (String keyword : new TreeSet<>(used)) {
      boolean there =
          imports.stream()
              .anyMatch(
                  it ->
                      isAllKeywords(it)
                          || futureKeyword(it).equals(Optional.of(keyword))
                          || (keyword.equals("in")
                              && futureKeyword(it).equals(Optional.of("every"))));
      if (!there) {
        imports.add(added(new String[] {"future", "keywords", keyword}, next(imports)));
      }
    }
  }

  private static int next(List<Import> imports) {
    return imports.stream()
            .filter(Imports::isLanguage)
            .mapToInt(it -> it.at().line())
            .max()
            .orElse(0)
        + 1;
  }

  private static boolean isLanguage(Import it) {
    List<String> path = path(it);
    return isRegoV1(it) || (path.size() >= 2 && path.getFirst().equals("future"));
  }

  private static Import added(String[] path, int row) {
    Location at = new Location(ADDED, row, 1, 1);
    List<io.watchword.authz.rego.Term> parts = new ArrayList<>();
    for (int i = 1; i < path.length; i++) {
      parts.add(new Scalar(new StringValue(path[i]), at));
    }
    return new Import(new Ref(new Var(path[0], at), parts, at), Optional.empty(), at);
  }
}
