package io.watchword.authz.plan.index;

import java.util.List;

/// The guards of a function's blocks: which of them have to be run for the arguments at hand.
///
/// What is guaranteed:
/// - a block left out because its guard does not hold would have been undefined, without an error,
///   without a conflict, without having called or added anything;
/// - the blocks that are left, run in the order of their numbers, give the same result, the same
///   errors and the same conflicts as all of them;
/// - `always` holds every block without a guard, such as the ones that make, default and return the
///   result.
///
/// A guard of an accessor that is undefined does not hold. A [Guard.StartsWith], [Guard.EndsWith]
/// or [Guard.Glob] of a value that is no string does not hold either, unless errors of built-ins
/// are strict: then the block must run, to fail as it should.
///
/// @param blocks how many the function has
/// @param groups guards by the accessor they ask, each with the blocks it guards; a block is in one
///   group at most
/// @param always blocks without a guard, ascending
public record FunctionIndex(int blocks, List<Group> groups, List<Integer> always) {

  public FunctionIndex {
    groups = List.copyOf(groups);
    always = List.copyOf(always);
  }

  /// All blocks that ask the same accessor.
  ///
  /// @param guarded in ascending order of block
  public record Group(Accessor accessor, List<Guarded> guarded) {
    public Group {
      guarded = List.copyOf(guarded);
    }
  }

  /// A block and what it takes.
  public record Guarded(int block, Guard guard) {}
}
