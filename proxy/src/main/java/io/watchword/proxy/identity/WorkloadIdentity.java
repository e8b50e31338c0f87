package io.watchword.proxy.identity;

import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.svid.VerifiedX509Svid;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.identity.trust.PresentedChain;
import io.watchword.identity.trust.TrusterKind;
import io.watchword.identity.trust.TrusterState;
import io.watchword.identity.workload.X509Context;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The identity of one workload: picks its SVID out of what a source delivers, checks it as a peer
/// would, and passes it on. Thread-safe: one volatile snapshot; updates come one at a time.
public final class WorkloadIdentity {

  private static final Logger log = LoggerFactory.getLogger(WorkloadIdentity.class);

  private final String workload;
  private final SpiffeId expected;
  private final boolean strict;
  private final X509SvidValidator validator;
  private final InstantSource clock;
  private final Consumer<IdentitySnapshot> use;
  private final Consumer<IdentitySnapshot> then;
  private volatile @Nullable IdentitySnapshot current;
  private volatile String problem = "no svid yet";

  /// @param strict whether only the SVID with this hint or ID will do, as where several workloads
  ///   share a source
  /// @param use takes each new snapshot into use, or throws
  /// @param then called when it is in use and current
  public WorkloadIdentity(
      String workload,
      SpiffeId expected,
      boolean strict,
      X509SvidValidator validator,
      InstantSource clock,
      Consumer<IdentitySnapshot> use,
      Consumer<IdentitySnapshot> then) {
    this.workload = workload;
    this.expected = expected;
    this.strict = strict;
    this.validator = validator;
    this.clock = clock;
    this.use = use;
    this.then = then;
  }

  /// The snapshot in use; empty until there is one.
  public Optional<IdentitySnapshot> current() {
    return Optional.ofNullable(current);
  }

  /// Why there is no valid SVID; empty if there is one.
  public Optional<String> problem() {
    IdentitySnapshot snapshot = current;
    if (snapshot == null) {
      return Optional.of(problem);
    }
    return snapshot.isValid(clock.instant())
        ? Optional.empty()
        : Optional.of("svid expired at " + snapshot.until());
  }

  /// A source has something new. What cannot be used leaves the last snapshot in place.
  public synchronized void update(X509Context context) {
    Optional<X509Svid> svid = choose(context);
    if (svid.isEmpty()) {
      refuse("no svid with hint `" + workload + "` or id `" + expected + "`");
      return;
    }
    try {
      VerifiedX509Svid verified =
          validator.validate(svid.get().chain(), context.bundles(), clock.instant());
      IdentitySnapshot snapshot =
          new IdentitySnapshot(
              svid.get(),
              context.bundles(),
              HexFormat.of().formatHex(verified.rootSha256()),
              verified.trustedUntil());
      use.accept(snapshot);
      current = snapshot;
      log.atInfo()
          .addKeyValue("workload", workload)
          .addKeyValue("spiffe_id", svid.get().id())
          .addKeyValue("serial", svid.get().serial())
          .addKeyValue("root_sha256", snapshot.rootSha256())
          .addKeyValue("not_after", svid.get().notAfter())
          .log("svid in use");
      then.accept(snapshot);
    } catch (IdentityException e) {
      refuse("svid of `" + svid.get().id() + "` does not hold: " + e.getMessage());
    } catch (RuntimeException e) {
      log.atError().addKeyValue("workload", workload).setCause(e).log("svid cannot be used");
      refuse("svid of `" + svid.get().id() + "` cannot be used: " + e.getMessage());
    }
  }

  private Optional<X509Svid> choose(X509Context context) {
    Optional<X509Svid> byHint = context.byHint(workload);
    if (byHint.isPresent()) {
      return byHint;
    }
    Optional<X509Svid> byId = context.byId(expected);
    if (byId.isPresent() || strict) {
      return byId;
    }
    log.atWarn()
        .addKeyValue("workload", workload)
        .addKeyValue("spiffe_id", context.defaultSvid().id())
        .addKeyValue("expected", expected)
        .log("svid has another id than the workload's");
    return Optional.of(context.defaultSvid());
  }

  private void refuse(String why) {
    problem = why;
    log.atWarn().addKeyValue("workload", workload).addKeyValue("why", why).log("svid not used");
  }

  /// What this workload trusts, presents and holds open.
  ///
  /// @param open its open connections by root
  public Optional<TrusterState> trusterState(Map<String, Integer> open) {
    return current()
        .flatMap(
            snapshot -> {
              SpiffeId id = snapshot.svid().id();
              Optional<X509Bundle> bundle = snapshot.bundles().get(id.trustDomain());
              return bundle.map(
                  own ->
                      TrusterState.of(id, TrusterKind.PROXY, own, clock.instant())
                          .presenting(
                              List.of(
                                  new PresentedChain(
                                      snapshot.svid().serial(),
                                      snapshot.rootSha256(),
                                      snapshot.svid().notAfter())))
                          .holdingOpen(open));
            });
  }
}
