package io.watchword.ca.federation;

import io.watchword.identity.bundle.SpiffeBundle;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.id.TrustDomain;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks each bundle endpoint as often as its bundle says, 5 minutes where it does not (SPIFFE
/// Federation §4.1), give or take a tenth. Thread-safe.
///
/// An endpoint that fails is asked again after the same time, not more often (§6.1); what was known
/// stays.
public final class BundleRefresh {
  private static final Logger LOG = LoggerFactory.getLogger(BundleRefresh.class);
  private static final Duration DEFAULT_HINT = Duration.ofMinutes(5);
  // A peer must not make us ask all the time, nor never.
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Federations federations;
  private final Supplier<TrustBundles> ownTrust;
  private final BiFunction<Relationship, TrustBundles, SpiffeBundle> fetcher;
  private final Executor executor;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Map<TrustDomain, Attempt> attempts = new ConcurrentHashMap<>();

  /// The last try, and when the next is due.
  ///
  /// @param problem why the last one failed; empty where it did not
  public record Attempt(Instant at, Instant next, Optional<String> problem, boolean underWay) {}

  /// @param ownTrust this trust domain's own bundle, for endpoints that present an SVID of it
  /// @param executor may block: one virtual thread a task
  public BundleRefresh(
      Federations federations,
      Supplier<TrustBundles> ownTrust,
      BundleFetcher fetcher,
      Executor executor,
      InstantSource clock,
      RandomGenerator random) {
    this(federations, ownTrust, fetcher::fetch, executor, clock, random);
  }

  BundleRefresh(
      Federations federations,
      Supplier<TrustBundles> ownTrust,
      BiFunction<Relationship, TrustBundles, SpiffeBundle> fetcher,
      Executor executor,
      InstantSource clock,
      RandomGenerator random) {
    this.federations = federations;
    this.ownTrust = ownTrust;
    this.fetcher = fetcher;
    this.executor = executor;
    this.clock = clock;
    this.random = random;
  }

  /// Begins to ask whom it is time to ask. Called every second.
  public void refreshDue() {
    Instant now = clock.instant();
    for (Federated federated : federations.all()) {
      TrustDomain foreign = federated.relationship().foreign();
      Attempt last = attempts.get(foreign);
      boolean isDue = last == null || !last.underWay() && !now.isBefore(last.next());
      if (isDue) {
        attempts.put(foreign, new Attempt(now, now, Optional.empty(), true));
        executor.execute(() -> quietly(federated));
      }
    }
    attempts
        .keySet()
        .removeIf(
            foreign ->
                federations.all().stream()
                    .noneMatch(known -> known.relationship().foreign().equals(foreign)));
  }

  /// Asks the endpoint of `foreign` now.
  ///
  /// @throws FederationException `ca/federation-unknown`, `ca/federation-fetch`,
  ///   `ca/federation-endpoint`
  public Federated refresh(TrustDomain foreign) {
    ask(federations.show(foreign));
    return federations.show(foreign);
  }

  /// The last try at `foreign`, if there was one.
  public Optional<Attempt> lastAttempt(TrustDomain foreign) {
    return Optional.ofNullable(attempts.get(foreign));
  }

  /// How many endpoints failed when they were last asked.
  public int failing() {
    return (int) attempts.values().stream().filter(last -> last.problem().isPresent()).count();
  }

  private void quietly(Federated federated) {
    try {
      ask(federated);
    } catch (FederationException e) {
      LOG.atWarn()
          .addKeyValue("trust_domain", federated.relationship().foreign().name())
          .addKeyValue("reason", e.getMessage())
          .log("foreign bundle not refreshed");
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("refreshing a foreign bundle failed");
    }
  }

  private void ask(Federated federated) {
    Relationship relationship = federated.relationship();
    TrustDomain foreign = relationship.foreign();
    Optional<String> problem = Optional.of("it was never asked");
    try {
      federations.accept(foreign, fetcher.apply(relationship, trust(relationship)));
      problem = Optional.empty();
    } catch (RuntimeException e) {
      problem = Optional.of(String.valueOf(e.getMessage()));
      throw e;
    } finally {
      Instant now = clock.instant();
      attempts.put(foreign, new Attempt(now, now.plus(pause(foreign)), problem, false));
    }
  }

  // The newest bundle of whoever the endpoint belongs to: for a self-serving one that is the bundle
  // fetched last (§5.2.2.1).
  private TrustBundles trust(Relationship relationship) {
    return switch (relationship.profile()) {
      case EndpointProfile.HttpsWeb _ -> TrustBundles.none();
      case EndpointProfile.HttpsSpiffe(var endpoint) -> {
        TrustDomain serving = endpoint.trustDomain();
        yield federations
            .bundle(serving)
            .map(bundle -> TrustBundles.of(bundle.x509()))
            .or(() -> ownTrust.get().get(serving).map(TrustBundles::of))
            .orElseThrow(
                () ->
                    new FederationException(
                        "ca/federation-endpoint",
                        "the endpoint of `"
                            + relationship.foreign().name()
                            + "` proves itself by the bundle of `"
                            + serving.name()
                            + "`, which is not known"));
      }
    };
  }

  private Duration pause(TrustDomain foreign) {
    Duration hint =
        federations.bundle(foreign).flatMap(SpiffeBundle::refreshHint).orElse(DEFAULT_HINT);
    Duration bounded =
        hint.compareTo(SHORTEST) < 0 ? SHORTEST : hint.compareTo(LONGEST) > 0 ? LONGEST : hint;
    return Duration.ofMillis(Math.round(bounded.toMillis() * (0.9 + 0.2 * random.nextDouble())));
  }
}
