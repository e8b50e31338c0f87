package io.watchword.authz.engine;

import java.util.function.LongSupplier;

/// What one evaluation may spend: statements, and time where a clock is given. One evaluation, one
/// thread.
public final class Budget {

  /// Statements of a decision: a hundred times what a large mesh needs, well under a second.
  public static final long DEFAULT_FUEL = 5_000_000;

  // The clock is read once in so many statements, as a power of two.
  private static final int CLOCK_EVERY = 10;

  private final LongSupplier nanoTime;
  private final long nanos;
  private final long allFuel;
  private long deadline;
  private long fuel;
  private int depth;

  private Budget(long fuel, LongSupplier nanoTime, long nanos) {
    this.allFuel = fuel;
    this.nanoTime = nanoTime;
    this.nanos = nanos;
    refill();
  }

  /// Bounded by the number of statements alone.
  public static Budget fuel(long fuel) {
    return new Budget(fuel, () -> 0, Long.MAX_VALUE);
  }

  /// Bounded by the number of statements, and by `nanos` of the given clock.
  public static Budget fuelAndTime(long fuel, LongSupplier nanoTime, long nanos) {
    return new Budget(fuel, nanoTime, nanos);
  }

  /// As it was at first: for another evaluation, which begins now.
  public void refill() {
    fuel = allFuel;
    depth = 0;
    deadline = nanos == Long.MAX_VALUE ? Long.MAX_VALUE : nanoTime.getAsLong() + nanos;
  }

  /// Takes `amount` off; fails when nothing is left, or when time is up.
  public void spend(long amount) {
    long before = fuel;
    fuel -= amount;
    if (fuel < 0) {
      throw usedUp();
    }
    if (before >> CLOCK_EVERY != fuel >> CLOCK_EVERY) {
      checkTime();
    }
  }

  /// Takes off up to `most`, to be spent without asking again; fails when nothing is left, or when
  /// time is up.
  public long draw(long most) {
    if (fuel <= 0) {
      throw usedUp();
    }
    checkTime();
    long drawn = Math.min(fuel, most);
    fuel -= drawn;
    return drawn;
  }

  /// Returns what was drawn and not spent.
  public void giveBack(long unspent) {
    fuel += Math.max(0, unspent);
  }

  /// Time that is left; [Long#MAX_VALUE] where it is not bounded.
  public long remainingNanos() {
    return deadline == Long.MAX_VALUE ? Long.MAX_VALUE : deadline - nanoTime.getAsLong();
  }

  private void checkTime() {
    if (deadline != Long.MAX_VALUE && nanoTime.getAsLong() - deadline > 0) {
      throw new EvaluationFailedException("eval_cancel_error", "the evaluation ran out of time");
    }
  }

  private static EvaluationFailedException usedUp() {
    return new EvaluationFailedException(
        "eval_cancel_error", "the evaluation used up its budget of statements");
  }

  /// A rule or function is entered.
  public void enter() {
    if (++depth > 1_000) {
      throw new EvaluationFailedException(
          "eval_internal_error", "rules call each other too deeply");
    }
  }

  /// It is left.
  public void leave() {
    depth--;
  }
}
