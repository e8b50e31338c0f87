package io.watchword.authz.builtin.template;

import io.watchword.authz.builtin.BuiltinFailedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A parsed template and those defined in it, by name. Immutable.
record Template(String text, Map<String, List<Node>> bodies) {

  /// The name of the outermost.
  static final String MAIN = "template";

  /// A part of a template, and where it starts in the text.
  sealed interface Node {}

  record Text(String text) implements Node {}

  /// `{{pipeline}}`.
  record Action(Pipeline pipeline) implements Node {}

  /// `{{if}}` and `{{with}}`.
  record Condition(boolean with, Pipeline pipeline, List<Node> then, List<Node> otherwise)
      implements Node {}

  record Range(int at, Pipeline pipeline, List<Node> body, List<Node> otherwise) implements Node {}

  record Break() implements Node {}

  record Continue() implements Node {}

  /// `{{template "name" pipeline}}`.
  record Call(int at, String name, Optional<Pipeline> pipeline) implements Node {}

  /// Variables that are declared or set, and commands whose results go from one to the next.
  record Pipeline(int at, List<String> variables, boolean assigns, List<Command> commands)
      implements Operand {
    @Override
    public String toString() {
      String names = String.join(", ", variables);
      String shown = String.join(" | ", commands.stream().map(Command::toString).toList());
      return variables.isEmpty() ? shown : names + (assigns ? " = " : " := ") + shown;
    }
  }

  record Command(List<Operand> words) {
    @Override
    public String toString() {
      return String.join(
          " ",
          words.stream().map(w -> w instanceof Pipeline p ? "(" + p + ")" : w.toString()).toList());
    }
  }

  /// One word of a command.
  sealed interface Operand {
    int at();
  }

  /// A string, number or boolean, as it was written.
  record Constant(int at, Object value, String written) implements Operand {
    @Override
    public String toString() {
      return written;
    }
  }

  record Nil(int at) implements Operand {
    @Override
    public String toString() {
      return "nil";
    }
  }

  record Dot(int at) implements Operand {
    @Override
    public String toString() {
      return ".";
    }
  }

  record Function(int at, String name) implements Operand {
    @Override
    public String toString() {
      return name;
    }
  }

  /// `.a.b`.
  record Fields(int at, List<String> names) implements Operand {
    @Override
    public String toString() {
      return "." + String.join(".", names);
    }
  }

  /// `$x.a.b`.
  record Variable(int at, String name, List<String> fields) implements Operand {
    @Override
    public String toString() {
      return fields.isEmpty() ? name : name + "." + String.join(".", fields);
    }
  }

  /// `(pipeline).a.b`.
  record Chain(int at, Operand of, List<String> fields) implements Operand {
    @Override
    public String toString() {
      String inner = of instanceof Pipeline ? "(" + of + ")" : of.toString();
      return inner + "." + String.join(".", fields);
    }
  }

  static BuiltinFailedException parseError(int line, String message) {
    return new BuiltinFailedException("template: template:" + line + ": " + message);
  }
}
