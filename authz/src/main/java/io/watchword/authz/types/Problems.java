package io.watchword.authz.types;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Term;
import io.watchword.authz.signature.Signature;
import io.watchword.authz.signature.Signatures;
import io.watchword.authz.signature.Type;
import io.watchword.authz.signature.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Says what is wrong, with variables named as they were written. One rule or query at a time.
final class Problems {

  private static final int MOST_CHOICES = 20;

  private final Function<Term.Var, Term> names;

  /// @param names what was written where a variable stands now
  Problems(Function<Term.Var, Term> names) {
    this.names = names;
  }

  Problem undefinedFunction(Term.Ref function, Location at) {
    return new Problem(
        "undefined function " + TermText.of(function),
        at,
        "no such function",
        "call a function of the policy by its full name, or a built-in that this deployment allows",
        false);
  }

  Problem arguments(Term.Ref function, Location at, String what, Arguments arguments) {
    return new Problem(
        TermText.of(function) + ": " + what,
        at,
        "have: " + list(arguments.have()),
        "want: " + want(TermText.of(function), arguments),
        arguments.have().stream().anyMatch(Types::isUnknown));
  }

  /// @param want types of the parameters, and of the result as one more
  /// @param variadic type of any arguments after them; unknown where there are none
  record Arguments(List<Type> have, List<Type> want, Type variadic) {}

  private static String list(List<Type> types) {
    return types.stream().map(Type::toString).collect(Collectors.joining(", ", "(", ")"));
  }

  private static String want(String function, Arguments arguments) {
    List<String> names = Signatures.find(function).map(Signature::names).orElse(List.of());
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < arguments.want().size(); i++) {
      boolean named = names.size() >= arguments.want().size() && !names.get(i).isEmpty();
      parts.add((named ? names.get(i) + ": " : "") + arguments.want().get(i));
    }
    if (!(arguments.variadic() instanceof Type.Unknown)) {
      parts.add(arguments.variadic() + "...");
    }
    return "(" + String.join(", ", parts) + ")";
  }

  Problem match(Location at, Type left, Type right) {
    return new Problem(
        "match error",
        at,
        "left: " + left + ", right: " + right,
        "these two can never be the same value; compare values of one type",
        Types.isUnknown(left) || Types.isUnknown(right));
  }

  Problem functionAsReference(Term.Ref ref) {
    Term.Ref shown = withoutGeneratedEnd(ref);
    return new Problem(
        "function " + TermText.of(shown, names) + " used as reference, not called",
        ref.head().at(),
        "a function has no value of its own",
        "call it with its arguments in parentheses",
        false);
  }

  private Term.Ref withoutGeneratedEnd(Term.Ref ref) {
    if (!ref.path().isEmpty()
        && ref.path().getLast() instanceof Term.Var last
        && names.apply(last) instanceof Term.Var unnamed
        && unnamed.name().startsWith("__local")) {
      return new Term.Ref(ref.head(), ref.path().subList(0, ref.path().size() - 1), ref.at());
    }
    return ref;
  }

  /// The part at `position` has no parts itself.
  ///
  /// @param position 0 is the head
  Problem noParts(Term.Ref ref, int position, Type have) {
    if (have instanceof Type.FunctionOf) {
      return functionAsReference(ref);
    }
    Term.Ref upTo = new Term.Ref(ref.head(), ref.path().subList(0, position), ref.at());
    return undefined(
        ref,
        "`%s` is a %s".formatted(TermText.of(upTo, names), have),
        "only objects, arrays and sets have parts; end the reference there");
  }

  /// The part at `position` is none that can be there.
  Problem wrongPart(Term.Ref ref, int position, Part part) {
    Term given = position == 0 ? ref.head() : ref.path().get(position - 1);
    String text = TermText.of(given, names);
    String is = part.have().map(type -> "`" + text + "` is a " + type).orElse("no `" + text + "`");
    return undefined(
        ref,
        is,
        part.oneOf().isEmpty()
            ? "want (type): " + part.want()
            : "want (one of): " + choices(part.oneOf()));
  }

  /// What is there and what could be.
  ///
  /// @param have its type, where it is no constant
  record Part(Optional<Type> have, Type want, List<String> oneOf) {}

  private static String choices(Collection<String> all) {
    List<String> shown = new ArrayList<>(all.stream().limit(MOST_CHOICES).toList());
    if (all.size() > shown.size()) {
      shown.add("…");
    }
    return String.join(", ", shown);
  }

  private Problem undefined(Term.Ref ref, String label, String help) {
    return new Problem(
        "undefined ref: " + TermText.of(ref, names), ref.head().at(), label, help, false);
  }
}
