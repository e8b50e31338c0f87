package io.watchword.authz.resolve.walk;

import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.RegoNames;
import io.watchword.authz.rego.Term;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.ValueJson;
import java.util.List;
import java.util.function.UnaryOperator;

/// Terms as OPA's messages print them: `data.a["b-c"][x]`. Stateless.
public final class RegoText {

  private static final int DEEPEST = 50;

  private final UnaryOperator<String> names;
  private final StringBuilder out = new StringBuilder();

  private RegoText(UnaryOperator<String> names) {
    this.names = names;
  }

  /// `term` with its own names.
  public static String of(Term term) {
    return of(term, UnaryOperator.identity());
  }

  /// `term` with the names that `names` says.
  public static String of(Term term, UnaryOperator<String> names) {
    RegoText text = new RegoText(names);
    text.append(term, 0);
    return text.out.toString();
  }

  /// A variable's name as it was written.
  public static String name(String name) {
    return Terms.isWildcard(name) ? "_" : name;
  }

  /// `import data.a as b`.
  public static String of(Module.Import one) {
    return "import "
        + of(Terms.importPath(one))
        + one.alias().map(alias -> " as " + alias).orElse("");
  }

  private void append(Term term, int depth) {
    if (depth > DEEPEST) {
      out.append("...");
      return;
    }
    switch (term) {
      case Term.Var variable -> out.append(name(names.apply(variable.name())));
      case Term.Scalar scalar -> out.append(ValueJson.write(scalar.value()));
      case Term.Ref ref -> appendRef(ref, depth);
      case Term.Call call -> {
        append(call.function(), depth + 1);
        appendAll("(", call.arguments(), ")", depth);
      }
      case Term.ArrayTerm array -> appendAll("[", array.items(), "]", depth);
      case Term.SetTerm set -> {
        if (set.members().isEmpty()) {
          out.append("set()");
        } else {
          appendAll("{", set.members(), "}", depth);
        }
      }
      case Term.ObjectTerm object -> appendObject(object, depth);
      case Term.Comprehension comprehension ->
          out.append(
              switch (comprehension.kind()) {
                case ARRAY -> "[... | ...]";
                case SET -> "{... | ...}";
                case OBJECT -> "{...: ... | ...}";
              });
      case Term.Template _ -> out.append("$\"...\"");
    }
  }

  private void appendRef(Term.Ref ref, int depth) {
    append(ref.head(), depth + 1);
    for (Term part : ref.path()) {
      if (part instanceof Term.Scalar(StringValue string, _) && RegoNames.isPlain(string.text())) {
        out.append('.').append(string.text());
      } else {
        out.append('[');
        append(part, depth + 1);
        out.append(']');
      }
    }
  }

  private void appendAll(String open, List<Term> terms, String close, int depth) {
    out.append(open);
    String before = "";
    for (Term term : terms) {
      out.append(before);
      append(term, depth + 1);
      before = ", ";
    }
    out.append(close);
  }

  private void appendObject(Term.ObjectTerm object, int depth) {
    out.append('{');
    String before = "";
    for (Term.Entry entry : object.entries()) {
      out.append(before);
      append(entry.key(), depth + 1);
      out.append(": ");
      append(entry.value(), depth + 1);
      before = ", ";
    }
    out.append('}');
  }
}
