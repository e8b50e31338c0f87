package io.watchword.authz.bytecode;

import io.watchword.authz.plan.Stmt;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// The ways out of an outlined piece of code: by return, or by ending the n-th block around it.
///
/// @param returns whether its function returns inside it
/// @param blocks which blocks around it may be ended; 0 is the innermost
record Exits(boolean returns, SortedSet<Integer> blocks) {

  /// What an outlined method gives when its last step is done.
  static final int DONE = -1;

  /// What it gives when its function is to return.
  static final int RETURN = -2;

  static Exits of(List<Step> steps) {
    SortedSet<Integer> blocks = new TreeSet<>();
    // Nearly every step may be undefined.
    blocks.add(0);
    boolean returns = collect(steps, 0, blocks);
    return new Exits(returns, blocks);
  }

  private static boolean collect(List<Step> steps, int depth, SortedSet<Integer> blocks) {
    boolean returns = false;
    for (Step step : steps) {
      returns |=
          switch (step) {
            case Step.Plain(Stmt.Break s) -> {
              if (s.index() >= depth) {
                blocks.add(s.index() - depth);
              }
              yield false;
            }
            case Step.Plain(Stmt.ReturnLocal s) -> true;
            case Step.Plain s -> false;
            case Step.Test s -> false;
            case Step.Constant s -> false;
            case Step.Group s -> {
              boolean any = false;
              for (Body body : s.bodies()) {
                any |= collect(body.steps(), depth + 1, blocks);
              }
              yield any;
            }
            case Step.Dispatch s -> collect(List.of(s.cases()), depth, blocks);
            // Pieces with several blocks stand between them and what is around.
            case Step.Cases s -> {
              boolean any = false;
              for (Body body : s.bodies()) {
                any |= collect(body.steps(), s.each() == 1 ? depth + 1 : depth, blocks);
              }
              yield any;
            }
            case Step.Negation s -> collect(s.body().steps(), depth + 1, blocks);
            case Step.Loop s -> collect(s.body().steps(), depth + 1, blocks);
            case Step.Replacement s -> collect(s.body().steps(), depth + 1, blocks);
            case Step.Outlined s -> collect(s.body().steps(), depth, blocks);
          };
    }
    return returns;
  }
}
