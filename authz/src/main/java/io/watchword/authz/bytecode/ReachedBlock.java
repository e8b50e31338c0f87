package io.watchword.authz.bytecode;

/// A block of a rule that an evaluation began to run. Blocks that the index left out were not
/// reached.
///
/// @param function such as `g0.data.a.b`
/// @param block its place in the plan's function
public record ReachedBlock(String function, int block) {}
