package io.watchword.authz.plan;

import java.util.List;

/// Statements in order; the first that is undefined ends the block.
public record Block(List<Stmt> statements) {
  public Block {
    statements = List.copyOf(statements);
  }
}
