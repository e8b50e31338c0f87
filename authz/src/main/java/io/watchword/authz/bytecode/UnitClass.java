package io.watchword.authz.bytecode;

import io.watchword.authz.plan.Where;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The class made of a unit; any number of programs that hold the same package share it. Immutable.
final class UnitClass {

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  /// A class before it is one.
  ///
  /// @param imports functions of other units that it calls
  /// @param positions of definitions and of what may fail, as the program that it was made from
  ///   counts files
  record Definition(
      byte[] bytes, Object[] constants, List<String> imports, List<Where> positions) {}

  private final MethodHandle constructor;
  private final List<String> imports;
  private final List<Position> positions;

  /// A position by the name of its file.
  private record Position(String file, Where at) {

    Where in(Map<String, Integer> files) {
      int index = files.getOrDefault(file, at.file());
      return index == at.file()
          ? at
          : new Where(index, at.row(), at.col(), at.endRow(), at.endCol());
    }
  }

  UnitClass(Definition definition, List<String> files) {
    try {
      // Hidden, so that it goes when the last policy that uses it goes.
      MethodHandles.Lookup hidden =
          LOOKUP.defineHiddenClassWithClassData(definition.bytes(), definition.constants(), false);
      this.constructor =
          hidden
              .findConstructor(hidden.lookupClass(), MethodType.methodType(void.class))
              .asType(MethodType.methodType(CompiledUnit.class));
    } catch (IllegalAccessException | NoSuchMethodException e) {
      throw new IllegalStateException("a generated class is not accessible", e);
    }
    this.imports = List.copyOf(definition.imports());
    this.positions =
        definition.positions().stream()
            .map(at -> new Position(nameOf(files, at.file()), at))
            .toList();
  }

  private static String nameOf(List<String> files, int file) {
    return file >= 0 && file < files.size() ? files.get(file) : "";
  }

  List<String> imports() {
    return imports;
  }

  /// An instance for a program, not yet linked.
  CompiledUnit place(int memoBase, int blockBase, List<String> files) {
    CompiledUnit unit;
    try {
      unit = (CompiledUnit) constructor.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("a generated class does not start", e);
    }
    unit.memoBase = memoBase;
    unit.blockBase = blockBase;
    unit.files = files;
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < files.size(); i++) {
      numbers.putIfAbsent(files.get(i), i);
    }
    unit.positions = positions.stream().map(p -> p.in(numbers)).toArray(Where[]::new);
    return unit;
  }
}
