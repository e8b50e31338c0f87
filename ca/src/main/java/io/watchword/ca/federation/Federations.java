package io.watchword.ca.federation;

import io.watchword.api.record.CaRecord;
import io.watchword.ca.journal.JournalLine;
import io.watchword.ca.journal.Ledger;
import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.SpiffeBundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.platform.audit.AuditLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/// The foreign trust domains that this one federates with, and their newest bundles. Thread-safe:
/// one volatile snapshot; changes go through the ledger.
///
/// A bundle never goes back: one with a smaller sequence number than the known one is not taken
/// (SPIFFE Federation §4.2). Bundles of different trust domains are never merged (§4.3).
public final class Federations implements AutoCloseable {
  private final TrustDomain own;
  private final Ledger ledger;
  private final AuditLog audit;
  private final InstantSource clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Map<TrustDomain, Federated> known = Map.of();

  private Federations(TrustDomain own, Ledger ledger, AuditLog audit, InstantSource clock) {
    this.own = own;
    this.ledger = ledger;
    this.audit = audit;
    this.clock = clock;
  }

  /// What `ledger` holds.
  public static Federations open(
      TrustDomain own, Ledger ledger, AuditLog audit, InstantSource clock) {
    Federations federations = new Federations(own, ledger, audit, clock);
    federations.apply(ledger.lines());
    ledger.onForeign(federations::follow);
    return federations;
  }

  /// Runs `listener` after each change, on the thread that made it.
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /// All of them, by name.
  public List<Federated> all() {
    return List.copyOf(known.values());
  }

  /// What is known of `foreign`.
  ///
  /// @throws FederationException `ca/federation-unknown`
  public Federated show(TrustDomain foreign) {
    Federated found = known.get(foreign);
    if (found == null) {
      throw new FederationException(
          "ca/federation-unknown",
          "no federation with `" + foreign.name() + "` (see `federation list`)");
    }
    return found;
  }

  /// The bundle of `foreign`, if there is one.
  public Optional<SpiffeBundle> bundle(TrustDomain foreign) {
    return Optional.ofNullable(known.get(foreign)).flatMap(Federated::bundle);
  }

  /// Checks that `wanted` can be added; nothing is changed.
  ///
  /// @param bootstrap its first bundle
  /// @throws FederationException `ca/federation-invalid`, `ca/federation-exists`
  public void checkNew(Relationship wanted, Optional<SpiffeBundle> bootstrap) {
    check(wanted, bootstrap);
    if (known.containsKey(wanted.foreign())) {
      throw new FederationException(
          "ca/federation-exists",
          "there is a federation with `"
              + wanted.foreign().name()
              + "` already; `federation update` changes it");
    }
  }

  /// Adds `wanted`.
  ///
  /// @throws FederationException as `checkNew`
  public Federated add(Relationship wanted, Optional<SpiffeBundle> bootstrap) {
    return changing(
        () -> {
          checkNew(wanted, bootstrap);
          relate(wanted, bootstrap);
          return show(wanted.foreign());
        });
  }

  /// Puts `wanted` in place of what is known under its name; its bundle stays unless there is
  /// another.
  ///
  /// @throws FederationException `ca/federation-invalid`, `ca/federation-unknown`
  public Federated update(Relationship wanted, Optional<SpiffeBundle> bundle) {
    return changing(
        () -> {
          show(wanted.foreign());
          check(wanted, bundle.or(() -> bundle(wanted.foreign())));
          relate(wanted, bundle);
          return show(wanted.foreign());
        });
  }

  /// Returns where nobody needs `foreign`.
  ///
  /// @param entries how many federate with it
  /// @throws FederationException `ca/federation-needed`
  public void refuseNeeded(TrustDomain foreign, long entries) {
    if (entries > 0) {
      throw new FederationException(
          "ca/federation-needed",
          entries
              + (entries == 1 ? " entry federates" : " entries federate")
              + " with `"
              + foreign.name()
              + "` (expected: none; change them first)");
    }
  }

  /// Forgets `foreign` and its bundle.
  ///
  /// @throws FederationException `ca/federation-unknown`
  public Federated remove(TrustDomain foreign) {
    return changing(
        () -> {
          Federated gone = show(foreign);
          write(new FederationEvent.Parted(foreign.name()));
          return gone;
        });
  }

  /// Takes a bundle that was fetched, unless it is older than the known one, or the same.
  ///
  /// @return whether it was taken
  boolean accept(TrustDomain foreign, SpiffeBundle fetched) {
    return changing(
        () -> {
          Federated now = known.get(foreign);
          if (now == null || now.bundle().filter(old -> !isNews(old, fetched)).isPresent()) {
            return false;
          }
          came(foreign, fetched);
          return true;
        });
  }

  @Override
  public void close() {
    ledger.close();
  }

  private static boolean isNews(SpiffeBundle old, SpiffeBundle fetched) {
    boolean goesBack =
        old.sequence().isPresent()
            && fetched.sequence().isPresent()
            && fetched.sequence().getAsLong() < old.sequence().getAsLong();
    return !goesBack && !BundleJson.print(old).equals(BundleJson.print(fetched));
  }

  private void check(Relationship wanted, Optional<SpiffeBundle> bundle) {
    TrustDomain foreign = wanted.foreign();
    if (foreign.equals(own)) {
      throw new FederationException(
          "ca/federation-invalid", "`" + foreign.name() + "` is this CA's own trust domain");
    }
    bundle.ifPresent(given -> checkBundle(foreign, given));
    if (!(wanted.profile() instanceof EndpointProfile.HttpsSpiffe(var endpoint))) {
      return;
    }
    TrustDomain serving = endpoint.trustDomain();
    if (serving.equals(foreign) && bundle.isEmpty()) {
      throw new FederationException(
          "ca/federation-invalid",
          "the endpoint of `"
              + foreign.name()
              + "` proves itself by a bundle that is not known yet (expected: its first bundle,"
              + " brought by hand)");
    }
    if (!serving.equals(foreign) && !serving.equals(own) && !known.containsKey(serving)) {
      throw new FederationException(
          "ca/federation-invalid",
          "the endpoint of `"
              + foreign.name()
              + "` is of trust domain `"
              + serving.name()
              + "` (expected: a federation with that one first)");
    }
  }

  private static void checkBundle(TrustDomain foreign, SpiffeBundle bundle) {
    if (!bundle.trustDomain().equals(foreign) || bundle.isEmpty()) {
      throw new FederationException(
          "ca/federation-invalid",
          "the bundle of `" + foreign.name() + "` holds no key of its own");
    }
  }

  private void relate(Relationship wanted, Optional<SpiffeBundle> bundle) {
    write(FederationEvent.Related.of(wanted));
    bundle.ifPresent(given -> came(wanted.foreign(), given));
  }

  private void came(TrustDomain foreign, SpiffeBundle bundle) {
    audit.append(
        new CaRecord.ForeignTrust(
            foreign.name(),
            bundle.sequence().orElse(0),
            HexFormat.of().formatHex(bundle.x509().sha256()),
            bundle.jwt().keys().size()));
    write(
        new FederationEvent.BundleCame(
            foreign.name(), BundleJson.print(bundle), clock.instant().toEpochMilli()));
  }

  private <T> T changing(Supplier<T> change) {
    T done = ledger.exclusively(change);
    listeners.forEach(Runnable::run);
    return done;
  }

  private void write(FederationEvent event) {
    apply(List.of(ledger.append(FederationEvent.write(event))));
  }

  private void follow(List<JournalLine> lines) {
    apply(lines);
    listeners.forEach(Runnable::run);
  }

  private synchronized void apply(List<JournalLine> lines) {
    Map<TrustDomain, Federated> next = new TreeMap<>(known);
    for (JournalLine line : lines) {
      apply(next, FederationEvent.read(line.body()));
    }
    known = Collections.unmodifiableMap(next);
  }

  private static void apply(Map<TrustDomain, Federated> known, FederationEvent event) {
    switch (event) {
      case FederationEvent.Related related -> {
        Relationship relationship = related.relationship();
        Federated before = known.get(relationship.foreign());
        known.put(
            relationship.foreign(),
            before == null
                ? new Federated(relationship, Optional.empty(), Optional.empty())
                : new Federated(relationship, before.bundle(), before.since()));
      }
      case FederationEvent.Parted(String foreign) -> known.remove(new TrustDomain(foreign));
      case FederationEvent.BundleCame(String foreign, String document, long at) ->
          known.computeIfPresent(
              new TrustDomain(foreign),
              (domain, before) ->
                  new Federated(
                      before.relationship(),
                      Optional.of(BundleJson.parseWhole(domain, document)),
                      Optional.of(Instant.ofEpochMilli(at))));
    }
  }
}
