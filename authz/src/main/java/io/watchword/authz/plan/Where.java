package io.watchword.authz.plan;

/// Position of a statement in its source.
///
/// @param file index into the plan's files
public record Where(int file, int row, int col) {}
