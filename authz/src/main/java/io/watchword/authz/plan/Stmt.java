package io.watchword.authz.plan;

import io.watchword.authz.value.Value;
import java.util.List;

/// The statements of OPA's intermediate representation, under their documented names without the
/// suffix `Stmt`, and one of our own ([Constant]).
///
/// A statement is done, undefined (ends its block), returns from the function, or breaks. A `Break`
/// of index 0 ends its own block as undefined does; each block of a [Nested], [Scan], [With] or
/// [Not] counts as one. What is undefined in a block of a `Nested` or `Scan` ends that block alone;
/// in a `With` it makes the statement undefined; in a `Not` it makes it done. A `Scan` of what is
/// no collection, or undefined, is done at once. Adding to a set, array or object that is defined
/// and of another kind is a conflict (`object keys must be unique`).
public sealed interface Stmt {

  Where at();

  record ArrayAppend(Operand value, int array, Where at) implements Stmt {}

  record AssignInt(long value, int target, Where at) implements Stmt {}

  record AssignVarOnce(Operand source, int target, Where at) implements Stmt {}

  record AssignVar(Operand source, int target, Where at) implements Stmt {}

  record Nested(List<Block> blocks, Where at) implements Stmt {
    public Nested {
      blocks = List.copyOf(blocks);
    }
  }

  record Break(int index, Where at) implements Stmt {}

  record CallDynamic(List<Operand> path, List<Operand> arguments, int result, Where at)
      implements Stmt {
    public CallDynamic {
      path = List.copyOf(path);
      arguments = List.copyOf(arguments);
    }
  }

  record Call(String function, List<Operand> arguments, int result, Where at) implements Stmt {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /// A value known beforehand. Made by optimisation only: never in `plan.json`.
  ///
  /// @param value shared by all evaluations; nothing is ever added to it
  record Constant(Value value, int target, Where at) implements Stmt {}

  record Dot(Operand source, Operand key, int target, Where at) implements Stmt {}

  record Equal(Operand a, Operand b, Where at) implements Stmt {}

  record NotEqual(Operand a, Operand b, Where at) implements Stmt {}

  record IsArray(Operand source, Where at) implements Stmt {}

  record IsObject(Operand source, Where at) implements Stmt {}

  record IsSet(Operand source, Where at) implements Stmt {}

  record IsDefined(int source, Where at) implements Stmt {}

  record IsUndefined(int source, Where at) implements Stmt {}

  record Len(Operand source, int target, Where at) implements Stmt {}

  record MakeArray(int capacity, int target, Where at) implements Stmt {}

  record MakeNull(int target, Where at) implements Stmt {}

  record MakeNumberInt(long value, int target, Where at) implements Stmt {}

  record MakeNumberRef(int index, int target, Where at) implements Stmt {}

  record MakeObject(int target, Where at) implements Stmt {}

  record MakeSet(int target, Where at) implements Stmt {}

  record Not(Block block, Where at) implements Stmt {}

  record ObjectInsertOnce(Operand key, Operand value, int object, Where at) implements Stmt {}

  record ObjectInsert(Operand key, Operand value, int object, Where at) implements Stmt {}

  record ObjectMerge(int a, int b, int target, Where at) implements Stmt {}

  record ResetLocal(int target, Where at) implements Stmt {}

  record ResultSetAdd(int value, Where at) implements Stmt {}

  record ReturnLocal(int source, Where at) implements Stmt {}

  record Scan(int source, int key, int value, Block block, Where at) implements Stmt {}

  record SetAdd(Operand value, int set, Where at) implements Stmt {}

  record With(int local, List<Integer> path, Operand value, Block block, Where at) implements Stmt {
    public With {
      path = List.copyOf(path);
    }
  }
}
