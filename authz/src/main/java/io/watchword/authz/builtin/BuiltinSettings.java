package io.watchword.authz.builtin;

import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.TableValue;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What an operator sets for the built-ins of all evaluations. Thread-safe.
///
/// @param clock nanoseconds since 1970-01-01 UTC
/// @param random a source of chance for one evaluation
/// @param allowNet hosts that `http.send`, `net.lookup_ip_addr` and remote schemas may reach; empty
///   optional: all, as OPA has it
/// @param runtime what `opa.runtime()` answers
public record BuiltinSettings(
    LongSupplier clock,
    Supplier<RandomGenerator> random,
    Optional<Set<String>> allowNet,
    ObjectValue runtime) {

  /// System clock, real chance, all hosts.
  public static final BuiltinSettings STANDARD =
      new BuiltinSettings(
          BuiltinSettings::systemNanos,
          () -> RandomGenerator.of("L64X128MixRandom"),
          Optional.empty(),
          TableValue.growing());

  private static long systemNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  /// The same where only these hosts may be reached.
  public BuiltinSettings withAllowNet(Optional<Set<String>> hosts) {
    return new BuiltinSettings(clock, random, hosts, runtime);
  }

  /// The same with another clock.
  public BuiltinSettings withClock(LongSupplier other) {
    return new BuiltinSettings(other, random, allowNet, runtime);
  }

  /// The same with another answer of `opa.runtime()`.
  public BuiltinSettings withRuntime(ObjectValue other) {
    return new BuiltinSettings(clock, random, allowNet, other);
  }
}
