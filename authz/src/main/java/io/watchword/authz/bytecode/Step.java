package io.watchword.authz.bytecode;

import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.Where;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement as we compile it: the plan's, what optimisation made of several of them, or a piece
/// that has its own method.
sealed interface Step {

  /// A statement without blocks.
  record Plain(Stmt statement) implements Step {}

  /// Blocks run one after the other, whether they are undefined or not.
  record Group(List<Body> bodies) implements Step {
    public Group {
      bodies = List.copyOf(bodies);
    }
  }

  /// The blocks that a dispatcher chooses.
  ///
  /// @param cases runs the block whose number is at hand
  record Dispatch(Dispatcher dispatcher, Cases cases) implements Step {}

  /// One of several blocks, by number: `bodies` has number `from`, and so on, or a piece with the
  /// next `each` numbers.
  record Cases(int from, int each, List<Body> bodies) implements Step {
    public Cases {
      bodies = List.copyOf(bodies);
    }
  }

  /// Undefined where its block is defined.
  record Negation(Body body) implements Step {}

  /// A block for each element of `source`.
  record Loop(int source, int key, int value, Body body) implements Step {}

  /// A block that sees another value in `local`.
  record Replacement(int local, List<Value> path, Operand value, Body body) implements Step {
    public Replacement {
      path = List.copyOf(path);
    }
  }

  /// A value known when compiling.
  record Constant(int target, Value value) implements Step {}

  /// A condition of a value, or of its field `key`.
  record Test(int value, @Nullable StringValue key, TextTest test, Where at) implements Step {}

  /// Steps in a method of their own, as if they stood here.
  record Outlined(Body body) implements Step {}
}
