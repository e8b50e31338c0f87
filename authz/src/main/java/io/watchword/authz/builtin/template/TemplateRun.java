package io.watchword.authz.builtin.template;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.golang.GoFormat;
import io.watchword.authz.builtin.golang.GoNil;
import io.watchword.authz.builtin.golang.GoNumber;
import io.watchword.authz.builtin.golang.GoQuote;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.builtin.template.Template.Command;
import io.watchword.authz.builtin.template.Template.Node;
import io.watchword.authz.builtin.template.Template.Operand;
import io.watchword.authz.builtin.template.Template.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes what a template says about some data. One use, one thread.
final class TemplateRun {

  private static final int DEEPEST = 200;
  private static final int LONGEST = 64 << 20;

  private final BuiltinContext context;
  private final Template template;
  private final TemplateLibrary library;
  private final StringBuilder out = new StringBuilder();
  private List<Slot> variables = new ArrayList<>();
  private String name = Template.MAIN;
  private int depth;

  TemplateRun(BuiltinContext context, Template template) {
    this.context = context;
    this.template = template;
    this.library = new TemplateLibrary(context);
  }

  /// A variable and what it holds.
  private static final class Slot {
    private final String name;
    private Object value;

    Slot(String name, Object value) {
      this.name = name;
      this.value = value;
    }
  }

  /// How a list of nodes ended.
  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  String run(Object data) {
    variables.add(new Slot("$", data));
    walk(data, template.bodies().getOrDefault(Template.MAIN, List.of()));
    return out.toString();
  }

  private void write(String text) {
    context.spend(1 + text.length() / 50);
    if (out.length() + (long) text.length() > LONGEST) {
      throw new BuiltinFailedException(
          BuiltinFailedException.Kind.HALT,
          "result is longer than " + LONGEST + " characters (the limit)");
    }
    out.append(text);
  }

  private BuiltinFailedException failed(int at, Object shown, String message) {
    String before = template.text().substring(0, Math.min(at, template.text().length()));
    int newline = before.lastIndexOf('\n');
    long line = 1 + before.chars().filter(c -> c == '\n').count();
    int column = GoString.length(before.substring(newline + 1));
    return new BuiltinFailedException(
        "template: template:%d:%d: executing %s at <%s>: %s"
            .formatted(line, column, GoQuote.quote(name), shown, message));
  }

  private Flow walk(Object dot, List<Node> nodes) {
    for (Node node : nodes) {
      context.spend(2);
      Flow flow =
          switch (node) {
            case Template.Text text -> {
              write(text.text());
              yield Flow.ON;
            }
            case Template.Action action -> {
              Object value = pipeline(dot, action.pipeline());
              if (action.pipeline().variables().isEmpty()) {
                write(TemplateLibrary.printed(value));
              }
              yield Flow.ON;
            }
            case Template.Condition condition -> condition(dot, condition);
            case Template.Range range -> range(dot, range);
            case Template.Break leave -> Flow.BREAK;
            case Template.Continue again -> Flow.CONTINUE;
            case Template.Call call -> {
              call(dot, call);
              yield Flow.ON;
            }
          };
      if (flow != Flow.ON) {
        return flow;
      }
    }
    return Flow.ON;
  }

  private Flow condition(Object dot, Template.Condition condition) {
    int known = variables.size();
    Object value = pipeline(dot, condition.pipeline());
    Flow flow =
        TemplateLibrary.isTrue(value)
            ? walk(condition.with() ? value : dot, condition.then())
            : walk(dot, condition.otherwise());
    forget(known);
    return flow;
  }

  private void forget(int known) {
    variables.subList(known, variables.size()).clear();
  }

  private Flow range(Object dot, Template.Range range) {
    int known = variables.size();
    Object value = pipeline(dot, range.pipeline());
    int inside = variables.size();
    boolean any = false;
    Flow flow = Flow.ON;
    switch (value) {
      case List<?> list -> {
        any = !list.isEmpty();
        for (int i = 0; i < list.size() && flow != Flow.BREAK; i++) {
          flow = iterate(range, (long) i, list.get(i), inside);
        }
      }
      case Map<?, ?> map -> {
        any = !map.isEmpty();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          flow = iterate(range, entry.getKey(), entry.getValue(), inside);
          if (flow == Flow.BREAK) {
            break;
          }
        }
      }
      case Long count -> {
        if (range.pipeline().variables().size() > 1) {
          throw failed(
              range.at(),
              shown(range.pipeline()),
              "can't use " + count + " to iterate over more than one variable");
        }
        any = count > 0;
        for (long i = 0; i < count && flow != Flow.BREAK; i++) {
          flow = iterate(range, GoNil.NIL, i, inside);
        }
      }
      case TemplateLibrary.Missing missing -> {}
      case GoNil nil -> {}
      default ->
          throw failed(
              range.at(),
              shown(range.pipeline()),
              "range can't iterate over " + TemplateLibrary.printed(value));
    }
    Flow after = any ? Flow.ON : walk(dot, range.otherwise());
    forget(known);
    return after;
  }

  private static String shown(Pipeline pipeline) {
    return pipeline.toString();
  }

  private Flow iterate(Template.Range range, Object index, Object item, int inside) {
    List<String> names = range.pipeline().variables();
    if (!names.isEmpty()) {
      if (range.pipeline().assigns()) {
        set(range.pipeline(), names.getFirst(), names.size() > 1 ? index : item);
        if (names.size() > 1) {
          set(range.pipeline(), names.getLast(), item);
        }
      } else {
        variables.get(inside - 1).value = item;
        if (names.size() > 1) {
          variables.get(inside - 2).value = index;
        }
      }
    }
    Flow flow = walk(item, range.body());
    forget(inside);
    return flow == Flow.BREAK ? Flow.BREAK : Flow.ON;
  }

  private void call(Object dot, Template.Call call) {
    List<Node> body = template.bodies().get(call.name());
    String shown =
        "{{template "
            + GoQuote.quote(call.name())
            + call.pipeline().map(p -> " " + p).orElse("")
            + "}}";
    if (body == null) {
      throw failed(call.at(), shown, "template " + GoQuote.quote(call.name()) + " not defined");
    }
    if (depth == DEEPEST) {
      throw failed(call.at(), shown, "exceeded maximum template depth (" + DEEPEST + ")");
    }
    Object inner =
        call.pipeline().isPresent()
            ? pipeline(dot, call.pipeline().get())
            : TemplateLibrary.MISSING;
    List<Slot> outerVariables = variables;
    String outerName = name;
    variables = new ArrayList<>(List.of(new Slot("$", inner)));
    name = call.name();
    depth++;
    walk(inner, body);
    depth--;
    name = outerName;
    variables = outerVariables;
  }

  private void set(Pipeline pipeline, String variable, Object value) {
    if (variables.stream().noneMatch(slot -> slot.name.equals(variable))) {
      Operand last = pipeline.commands().getLast().words().getFirst();
      throw failed(last.at(), last, "undefined variable: " + variable);
    }
    slot(variable).value = value;
  }

  private Slot slot(String variable) {
    for (Slot slot : variables.reversed()) {
      if (slot.name.equals(variable)) {
        return slot;
      }
    }
    throw new IllegalStateException("undefined variable: " + variable);
  }

  private Object pipeline(Object dot, Pipeline pipeline) {
    Object value = null;
    for (Command command : pipeline.commands()) {
      value = command(dot, command, value);
      value = value instanceof GoNil ? TemplateLibrary.MISSING : value;
    }
    Object result = value == null ? TemplateLibrary.MISSING : value;
    for (String variable : pipeline.variables()) {
      if (pipeline.assigns()) {
        set(pipeline, variable, result);
      } else {
        variables.add(new Slot(variable, result));
      }
    }
    return result;
  }

  // What came through the pipe is the last argument; null where nothing did.
  private Object command(Object dot, Command command, @Nullable Object piped) {
    context.spend(2);
    Operand first = command.words().getFirst();
    List<Operand> rest = command.words().subList(1, command.words().size());
    if (first instanceof Template.Function function) {
      return function(dot, function, rest, piped, command);
    }
    boolean arguments = !rest.isEmpty() || piped != null;
    if (arguments) {
      boolean field =
          first instanceof Template.Fields
              || first instanceof Template.Chain
              || (first instanceof Template.Variable v && !v.fields().isEmpty());
      if (!field) {
        String shown = first instanceof Pipeline p ? shown(p) : first.toString();
        throw failed(first.at(), shown, "can't give argument to non-function " + shown);
      }
      Object receiver = operand(dot, first);
      String last = first.toString().substring(first.toString().lastIndexOf('.') + 1);
      if (receiver == TemplateLibrary.MISSING && dot == TemplateLibrary.MISSING) {
        return receiver;
      }
      throw failed(first.at(), first, last + " is not a method but has arguments");
    }
    if (first instanceof Template.Nil) {
      throw failed(first.at(), first, "nil is not a command");
    }
    return operand(dot, first);
  }

  private Object operand(Object dot, Operand operand) {
    return switch (operand) {
      case Template.Constant constant -> constant.value();
      case Template.Dot d -> dot;
      case Template.Nil n -> GoNil.NIL;
      case Template.Fields fields -> fields(dot, fields.names(), fields);
      case Template.Variable variable ->
          fields(slot(variable.name()).value, variable.fields(), variable);
      case Template.Chain chain -> {
        if (chain.of() instanceof Template.Nil) {
          throw failed(chain.at(), chain, "indirection through explicit nil in " + chain);
        }
        yield fields(operand(dot, chain.of()), chain.fields(), chain);
      }
      case Template.Function function -> function(dot, function, List.of(), null, function);
      case Pipeline pipeline -> pipeline(dot, pipeline);
    };
  }

  private Object fields(Object start, List<String> names, Operand shown) {
    Object value = start;
    boolean first = true;
    for (String field : names) {
      context.spend(1);
      if (value == TemplateLibrary.MISSING) {
        continue;
      }
      if (value instanceof GoNil) {
        throw failed(shown.at(), shown, "nil pointer evaluating interface {}." + field);
      }
      if (!(value instanceof Map<?, ?> map)) {
        throw failed(
            shown.at(),
            shown,
            "can't evaluate field "
                + field
                + " in type "
                + TemplateLibrary.declaredType(value, first));
      }
      Object found = map.get(field);
      value = found == null ? TemplateLibrary.MISSING : found;
      first = false;
    }
    return value;
  }

  private Object function(
      Object dot,
      Template.Function function,
      List<Operand> words,
      @Nullable Object piped,
      Object shown) {
    String called = function.name();
    int given = words.size() + (piped == null ? 0 : 1);
    library
        .wrongCount(called, words.size(), given)
        .ifPresent(
            wrong -> {
              throw failed(function.at(), function, wrong);
            });
    boolean and = called.equals("and");
    if (and || called.equals("or")) {
      Object value = TemplateLibrary.MISSING;
      for (Operand word : words) {
        value = operand(dot, word);
        if (TemplateLibrary.isTrue(value) != and) {
          return value;
        }
      }
      return piped == null ? value : piped;
    }
    List<Object> arguments = new ArrayList<>();
    for (Operand word : words) {
      Object value = operand(dot, word);
      if (word instanceof Template.Nil && called.equals("printf") && arguments.isEmpty()) {
        throw failed(word.at(), word, "cannot assign nil to string");
      }
      arguments.add(value);
    }
    if (piped != null) {
      arguments.add(piped);
    }
    if (called.equals("printf") && !(arguments.getFirst() instanceof String)) {
      Object format = arguments.getFirst();
      String message =
          format == TemplateLibrary.MISSING || format instanceof GoNil
              ? "invalid value; expected string"
              : words.isEmpty() || !(words.getFirst() instanceof Template.Constant)
                  ? "wrong type for value; expected string; got "
                      + (format instanceof GoNumber ? "json.Number" : TemplateLibrary.type(format))
                  : "expected string; found " + words.getFirst();
      Operand where = words.isEmpty() ? function : words.getFirst();
      throw failed(where.at(), where, message);
    }
    try {
      return library.call(called, arguments);
    } catch (TemplateLibrary.CallFailed wrong) {
      String callee = words.isEmpty() ? "" : words.getFirst() + " ";
      String message =
          String.valueOf(wrong.getMessage())
              .replace("non-function of", "non-function " + callee + "of");
      throw failed(function.at(), shown, "error calling " + called + ": " + message);
    }
  }

  static String sprintf(String format, List<?> arguments) {
    return GoFormat.sprintf(format, arguments, LONGEST);
  }
}
