package io.watchword.cli.completion;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Completions for fish, a shell that picocli does not know: one line for each verb and option,
/// under a condition on the words typed before it. Used by one thread.
final class FishScript {

  private static final String CONDITIONS =
      """
      # Completions of watchword for fish; made by `watchword completion fish`.

      # Whether exactly these words were typed so far.
      function __watchword_after
        set -l typed (commandline -opc)[2..]
        test "$typed" = "$argv"
      end

      # Whether the words typed so far begin with these.
      function __watchword_below
        set -l typed (commandline -opc)[2..]
        set -l depth (count $argv)
        test (count $typed) -ge $depth
        and test "$typed[1..$depth]" = "$argv"
      end

      complete -c watchword -f
      """;

  private final StringBuilder script = new StringBuilder(CONDITIONS);

  private FishScript() {}

  /// The script for a command and everything below it.
  static String of(CommandLine command) {
    FishScript fish = new FishScript();
    fish.command(command.getCommandSpec(), List.of());
    return fish.script.toString();
  }

  private void command(CommandSpec spec, List<String> path) {
    for (Map.Entry<String, CommandLine> verb : spec.subcommands().entrySet()) {
      CommandSpec below = verb.getValue().getCommandSpec();
      if (!below.usageMessage().hidden()) {
        line(after(path) + " -a " + verb.getKey() + described(below.usageMessage().description()));
      }
    }
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        line(conditionOf(path) + names(option) + value(option) + described(option.description()));
      }
    }
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      if (!value(parameter).isEmpty()) {
        line(conditionOf(path) + value(parameter).replace(" -r", "").replace(" -x", ""));
      }
    }
    for (Map.Entry<String, CommandLine> verb : spec.subcommands().entrySet()) {
      List<String> below = new ArrayList<>(path);
      below.add(verb.getKey());
      command(verb.getValue().getCommandSpec(), below);
    }
  }

  private void line(String arguments) {
    script.append("complete -c watchword").append(arguments).append('\n');
  }

  private static String after(List<String> path) {
    return " -n '" + String.join(" ", "__watchword_after", String.join(" ", path)).strip() + "'";
  }

  /// Options of the command without a noun are offered until there is one.
  private static String conditionOf(List<String> path) {
    return path.isEmpty() ? after(path) : " -n '__watchword_below " + String.join(" ", path) + "'";
  }

  private static String names(OptionSpec option) {
    StringBuilder names = new StringBuilder();
    for (String name : option.names()) {
      if (name.startsWith("--")) {
        names.append(" -l ").append(name.substring(2));
      } else {
        names.append(name.length() == 2 ? " -s " : " -o ").append(name.substring(1));
      }
    }
    return names.toString();
  }

  /// `-x`: takes a value, no file; `-r -F`: takes a file.
  private static String value(ArgSpec argument) {
    if (argument.isOption() && argument.arity().max() == 0) {
      return "";
    }
    List<String> choices = new ArrayList<>();
    if (argument.completionCandidates() != null) {
      argument.completionCandidates().forEach(choices::add);
    }
    if (!choices.isEmpty()) {
      return " -x -a '" + String.join(" ", choices) + "'";
    }
    if (argument.auxiliaryTypes()[0] == Path.class || argument.type() == Path.class) {
      return " -r -F";
    }
    return argument.isOption() ? " -x" : "";
  }

  /// The first sentence.
  private static String described(String[] description) {
    String text = String.join(" ", description).replaceAll("(?s)[.:;] .*", "").strip();
    if (text.endsWith(".")) {
      text = text.substring(0, text.length() - 1);
    }
    return text.isEmpty() ? "" : " -d '" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
