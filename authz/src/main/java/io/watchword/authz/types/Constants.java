package io.watchword.authz.types;

import io.watchword.authz.rego.Term;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.List;
import java.util.Optional;

/// Terms that are values already, and what identifies a term in a tree. Stateless.
final class Constants {

  /// Terms nested deeper than this are of type `any`, and constants to nobody.
  static final int DEEPEST = 400;

  private Constants() {}

  static boolean isConstant(Term term) {
    return isConstant(term, 0);
  }

  private static boolean isConstant(Term term, int depth) {
    if (depth > DEEPEST) {
      return false;
    }
    return switch (term) {
      case Term.Scalar s -> true;
      case Term.ArrayTerm array -> areConstant(array.items(), depth);
      case Term.SetTerm set -> areConstant(set.members(), depth);
      case Term.ObjectTerm object ->
          object.entries().stream()
              .allMatch(
                  entry ->
                      isConstant(entry.key(), depth + 1) && isConstant(entry.value(), depth + 1));
      case Term.Var v -> false;
      case Term.Ref r -> false;
      case Term.Call c -> false;
      case Term.Comprehension c -> false;
      case Term.Template t -> false;
    };
  }

  private static boolean areConstant(List<Term> terms, int depth) {
    return terms.stream().allMatch(term -> isConstant(term, depth + 1));
  }

  /// The value of a constant.
  static Optional<Value> value(Term term) {
    return isConstant(term) ? Optional.of(read(term)) : Optional.empty();
  }

  private static Value read(Term term) {
    return switch (term) {
      case Term.Scalar scalar -> scalar.value();
      case Term.ArrayTerm array -> {
        ArrayValue items = ArrayValue.growing(array.items().size());
        array.items().forEach(item -> items.append(read(item)));
        yield items;
      }
      case Term.SetTerm set -> SetValue.of(set.members().stream().map(Constants::read).toList());
      case Term.ObjectTerm object -> {
        TableValue table = TableValue.growing();
        object.entries().forEach(entry -> table.put(read(entry.key()), read(entry.value())));
        yield table;
      }
      case Term.Var v -> throw new IllegalStateException("no constant");
      case Term.Ref r -> throw new IllegalStateException("no constant");
      case Term.Call c -> throw new IllegalStateException("no constant");
      case Term.Comprehension c -> throw new IllegalStateException("no constant");
      case Term.Template t -> throw new IllegalStateException("no constant");
    };
  }

  /// What a term is known by in a tree: the name of a variable, the value of a constant, the text
  /// of anything else.
  static Object key(Term term) {
    return switch (term) {
      case Term.Var variable -> new Name(variable.name());
      case Term.Scalar scalar -> scalar.value();
      case Term.ArrayTerm a -> composite(term);
      case Term.SetTerm s -> composite(term);
      case Term.ObjectTerm o -> composite(term);
      case Term.Ref r -> TermText.of(term);
      case Term.Call c -> TermText.of(term);
      case Term.Comprehension c -> TermText.of(term);
      case Term.Template t -> TermText.of(term);
    };
  }

  private static Object composite(Term term) {
    Optional<Value> value = value(term);
    return value.isPresent() ? value.get() : TermText.of(term);
  }

  /// A variable as a key.
  record Name(String name) {
    @Override
    public String toString() {
      return name;
    }
  }
}
