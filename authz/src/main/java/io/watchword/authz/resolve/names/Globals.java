package io.watchword.authz.resolve.names;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.walk.Terms;
import io.watchword.authz.value.StringValue;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The names a module may use without `data`: rules of its package, and imports, which win.
final class Globals {

  private static final Set<String> ROOTS_OF_LANGUAGE = Set.of("future", "rego");

  private final Map<String, Term> meanings = new HashMap<>();
  private final Set<String> used = new HashSet<>();

  /// @param packagePath after `data`
  /// @param rules first words of the heads of all rules of the package
  Globals(List<Term> packagePath, Collection<String> rules, List<Module.Import> imports) {
    Location nowhere = new Location("", 1, 1, 1);
    Term.Var data = new Term.Var("data", nowhere);
    for (String rule : rules) {
      List<Term> path = Terms.join(packagePath, List.of(Terms.string(rule, nowhere)));
      meanings.put(rule, new Term.Ref(data, path, nowhere));
    }
    for (Module.Import one : imports) {
      if (!isOfLanguage(one)) {
        meanings.put(nameOf(one), Terms.importPath(one));
      }
    }
  }

  /// Whether it imports a feature of the language, not a document.
  static boolean isOfLanguage(Module.Import one) {
    return one.path().head() instanceof Term.Var head && ROOTS_OF_LANGUAGE.contains(head.name());
  }

  /// The name an import gives to its document.
  static String nameOf(Module.Import one) {
    if (one.alias().isPresent()) {
      return one.alias().get();
    }
    List<Term> path = one.path().path();
    if (path.isEmpty()) {
      return one.path().head() instanceof Term.Var head ? head.name() : "";
    }
    return path.getLast() instanceof Term.Scalar(StringValue string, _) ? string.text() : "";
  }

  /// What `name` means, as if written at `at`.
  Optional<Term> meaning(String name, Location at) {
    Term meaning = meanings.get(name);
    if (meaning == null) {
      return Optional.empty();
    }
    used.add(name);
    return Optional.of(moved(meaning, at));
  }

  boolean isUsed(String name) {
    return used.contains(name);
  }

  private static Term moved(Term term, Location at) {
    return switch (term) {
      case Term.Var variable -> new Term.Var(variable.name(), at);
      case Term.Scalar scalar -> new Term.Scalar(scalar.value(), at);
      case Term.Ref ref ->
          new Term.Ref(
              moved(ref.head(), at), ref.path().stream().map(part -> moved(part, at)).toList(), at);
      default -> term;
    };
  }
}
