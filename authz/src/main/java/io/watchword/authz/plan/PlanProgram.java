package io.watchword.authz.plan;

import java.util.ArrayList;
import java.util.List;

/// A whole plan: constants, entry points, functions. What the interpreter runs and `plan.json`
/// holds.
///
/// @param strings constants that [Operand.Text] and number references index
/// @param builtins names of the built-ins called
/// @param files sources that [Where#file] indexes
/// @param unplanned rules that no entry point needs
public record PlanProgram(
    List<String> strings,
    List<String> builtins,
    List<String> files,
    List<Entry> entries,
    List<Function> functions,
    List<Unplanned> unplanned) {

  public PlanProgram {
    strings = List.copyOf(strings);
    builtins = List.copyOf(builtins);
    files = List.copyOf(files);
    entries = List.copyOf(entries);
    functions = List.copyOf(functions);
    unplanned = List.copyOf(unplanned);
  }

  /// A plan that does not say what it leaves out.
  public PlanProgram(
      List<String> strings,
      List<String> builtins,
      List<String> files,
      List<Entry> entries,
      List<Function> functions) {
    this(strings, builtins, files, entries, functions, List.of());
  }

  /// The same plan with other code.
  public PlanProgram withCode(List<Entry> otherEntries, List<Function> otherFunctions) {
    return new PlanProgram(strings, builtins, files, otherEntries, otherFunctions, unplanned);
  }

  /// The same plan with one more entry point.
  public PlanProgram withEntry(Entry entry) {
    List<Entry> more = new ArrayList<>(entries);
    more.add(entry);
    return withCode(more, functions);
  }

  /// An entry point, whose results are added to the result set.
  public record Entry(String name, List<Block> blocks) {
    public Entry {
      blocks = List.copyOf(blocks);
    }
  }

  /// A rule no entry point needs.
  ///
  /// @param path such as `data.a.b`
  public record Unplanned(String path, Where at) {}

  /// A rule (two parameters: `input`, `data`) or function.
  ///
  /// @param path `g0` and the rule's path, for dynamic calls
  public record Function(
      String name, List<Integer> parameters, int result, List<Block> blocks, List<String> path) {
    public Function {
      parameters = List.copyOf(parameters);
      blocks = List.copyOf(blocks);
      path = List.copyOf(path);
    }
  }
}
