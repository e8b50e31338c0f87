package io.watchword.authz.bytecode;

import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.plan.Where;
import io.watchword.authz.value.Value;
import io.watchword.platform.diagnostics.SourcePosition;
import java.lang.invoke.MethodHandles;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What generated classes extend: the functions of one package, numbered. The class depends on its
/// package alone; the fields place it in one program. Immutable once linked.
abstract class CompiledUnit {

  /// Place of the unit's first function among the memoised results of an evaluation.
  int memoBase;

  /// Place of the unit's first block in the set of reached blocks.
  int blockBase;

  /// Functions of other units that this one calls.
  Import[] imports = {};

  /// Positions of definitions, and of what may fail; numbered from 1.
  Where[] positions = {};

  /// Sources that positions index.
  List<String> files = List.of();

  /// Calls a rule: a function of two parameters, `input` and `data`.
  abstract @Nullable Value rule(int function, Run run, @Nullable Value input, @Nullable Value data);

  /// Calls any function; missing arguments are undefined.
  abstract @Nullable Value call(int function, Run run, @Nullable Value[] arguments);

  /// Runs an entry point, which adds to the result set.
  abstract @Nullable Value entry(int entry, Run run, @Nullable Value input, @Nullable Value data);

  /// The same failure, where it happened.
  EvaluationFailedException at(int position, EvaluationFailedException failure) {
    Where at = positions[position - 1];
    String file = at.file() >= 0 && at.file() < files.size() ? files.get(at.file()) : "";
    return failure.at(new SourcePosition(file, Math.max(1, at.row()), Math.max(1, at.col())));
  }

  /// The constants that a class was defined with; called when it is initialised.
  static Object[] constants(MethodHandles.Lookup lookup) throws IllegalAccessException {
    return MethodHandles.classData(lookup, "_", Object[].class);
  }

  /// A function of some unit of the same program.
  static final class Import {

    final CompiledUnit unit;
    final int function;

    Import(CompiledUnit unit, int function) {
      this.unit = unit;
      this.function = function;
    }

    @Nullable Value rule(Run run, @Nullable Value input, @Nullable Value data) {
      return unit.rule(function, run, input, data);
    }

    @Nullable Value call(Run run, @Nullable Value[] arguments) {
      return unit.call(function, run, arguments);
    }
  }
}
