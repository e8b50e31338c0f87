package io.watchword.authz.plan;

import java.util.List;

/// The statements of OPA's intermediate representation, under their documented names without the
/// suffix `Stmt`.
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
