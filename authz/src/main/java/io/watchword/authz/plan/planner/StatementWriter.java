package io.watchword.authz.plan.planner;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.Where;
import io.watchword.authz.rego.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Statements as they are written down. What iterates opens a block, and everything that follows
/// goes into it until the body ends. Mutable; one plan, one thread.
final class StatementWriter {

  private static final int DEEPEST = 250;

  private record Opened(List<Stmt> outer, Function<Block, Stmt> statement, boolean iterates) {}

  private final List<Opened> opened = new ArrayList<>();
  private List<Stmt> current = new ArrayList<>();
  private Where at = new Where(0, 0, 0);
  private Location place = Terms.NOWHERE;
  private int depth;

  Where at() {
    return at;
  }

  /// Everything from now on is made from here.
  void moveTo(Where where, Location location) {
    at = where;
    place = location;
  }

  /// The same in the source.
  Location place() {
    return place;
  }

  void add(Stmt statement) {
    current.add(statement);
  }

  /// Begins the block of a loop over `source`.
  void openScan(int source, int key, int value) {
    Where begin = at;
    open(block -> new Stmt.Scan(source, key, value, block, begin), true);
  }

  /// Begins a block in which a document is another.
  void openWith(int document, List<Integer> path, Operand value) {
    Where begin = at;
    open(block -> new Stmt.With(document, path, value, block, begin), false);
  }

  private void open(Function<Block, Stmt> statement, boolean iterates) {
    deeper();
    opened.add(new Opened(current, statement, iterates));
    current = new ArrayList<>();
  }

  private void deeper() {
    if (++depth > DEEPEST) {
      throw new TooDeepException(
          "a body iterates or nests more than " + DEEPEST + " levels deep", place);
    }
  }

  /// How many blocks are open.
  int mark() {
    return opened.size();
  }

  /// Whether a loop was opened since `mark`: what follows may happen any number of times.
  boolean iteratesSince(int mark) {
    return opened.subList(mark, opened.size()).stream().anyMatch(Opened::iterates);
  }

  void closeTo(int mark) {
    while (opened.size() > mark) {
      Opened last = opened.removeLast();
      Stmt statement = last.statement().apply(new Block(current));
      current = last.outer();
      current.add(statement);
      depth--;
    }
  }

  /// What `body` writes, as a block of its own.
  Block block(Runnable body) {
    List<Stmt> outer = current;
    Where begin = at;
    int mark = mark();
    current = new ArrayList<>();
    deeper();
    body.run();
    closeTo(mark);
    depth--;
    Block block = new Block(current);
    current = outer;
    at = begin;
    return block;
  }
}
