package io.watchword.authz.bytecode;

import java.util.List;

/// The steps of a block.
///
/// @param mark number of the function's block that this is; -1 where nobody asks whether it was
///   reached
record Body(List<Step> steps, int mark) {

  static final int UNMARKED = -1;

  Body {
    steps = List.copyOf(steps);
  }

  static Body of(List<Step> steps) {
    return new Body(steps, UNMARKED);
  }
}
