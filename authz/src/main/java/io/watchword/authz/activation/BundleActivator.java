package io.watchword.authz.activation;

import io.watchword.api.record.PolicyRecord;
import io.watchword.authz.activation.ActivationResult.Activated;
import io.watchword.authz.activation.ActivationResult.Refused;
import io.watchword.authz.activation.ActivationResult.Unchanged;
import io.watchword.bundles.RefusedBundleException;
import io.watchword.bundles.archive.BundleDigest;
import io.watchword.bundles.signature.BundleVerifier;
import io.watchword.bundles.signature.VerificationKeys;
import io.watchword.bundles.signature.VerifiedBundle;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts bundles into force, one at a time: verify → load → record → keep → swap. Whatever fails on
/// the way, what was in force stays in force.
///
/// Thread-safe: readers see one volatile snapshot; activations run one after the other under a
/// lock, since two that overlap could record one order and take effect in the other.
///
/// @param <P> a policy ready to decide
public final class BundleActivator<P> {

  private static final Logger log = LoggerFactory.getLogger(BundleActivator.class);

  private final BundleVerifier verifier = new BundleVerifier();
  private final VerificationKeys keys;
  private final PolicyKind<P> kind;
  private final Outside outside;
  private final Object turn = new Object();
  private volatile Optional<ActivePolicy<P>> active = Optional.empty();
  private @Nullable Refused lastRefused;

  /// What comes in from outside.
  ///
  /// @param source name of the enforcer in its records, such as `proxy-1`
  /// @param audit makes a record durable before it returns, or throws: then nothing is put into
  ///   force
  public record Outside(
      String source,
      Consumer<? super PolicyRecord> audit,
      LastGoodBundle lastGood,
      InstantSource clock) {}

  public BundleActivator(VerificationKeys keys, PolicyKind<P> kind, Outside outside) {
    this.keys = keys;
    this.kind = kind;
    this.outside = outside;
  }

  /// The policy in force; empty until there is one, and then all traffic is refused.
  public Optional<P> current() {
    return active.map(ActivePolicy::policy);
  }

  /// The policy in force with its origin.
  public Optional<ActivePolicy<P>> active() {
    return active;
  }

  /// Puts the bundle kept on disk into force, if there is one that still verifies.
  public Optional<ActivationResult> restore() {
    try {
      return outside.lastGood().read().map(this::receive);
    } catch (IOException e) {
      log.atWarn().addKeyValue("why", e.toString()).log("last good bundle is unreadable");
      return Optional.empty();
    }
  }

  /// Verifies the bytes of a bundle and puts it into force.
  public ActivationResult receive(byte[] archive) {
    VerifiedBundle bundle;
    try {
      bundle = verifier.verify(archive, keys);
    } catch (RefusedBundleException e) {
      synchronized (turn) {
        return refuse(new Refused(BundleDigest.of(archive), e.code(), e.why()), "");
      }
    }
    return activate(bundle);
  }

  /// Puts a verified bundle into force.
  public ActivationResult activate(VerifiedBundle bundle) {
    synchronized (turn) {
      if (digestInForce().equals(bundle.digest())) return new Unchanged(bundle.digest());
      P policy;
      try {
        policy = kind.load(bundle);
      } catch (RuntimeException | VirtualMachineError | LinkageError e) {
        return refuse(
            new Refused(bundle.digest(), "authz/unloadable-bundle", sentenceOf(e)),
            bundle.revision());
      }
      // INVARIANT: recorded before it decides anything. If the log is full, the old policy goes on.
      record(bundle, policy);
      keep(bundle);
      active =
          Optional.of(
              new ActivePolicy<>(
                  policy,
                  bundle.digest(),
                  bundle.revision(),
                  bundle.keyId(),
                  outside.clock().instant()));
      lastRefused = null;
      log.atInfo()
          .addKeyValue("policy_digest", bundle.digest())
          .addKeyValue("revision", bundle.revision())
          .addKeyValue("key_id", bundle.keyId())
          .log("policy activated");
      return new Activated(bundle.digest(), bundle.revision());
    }
  }

  private void record(VerifiedBundle bundle, P policy) {
    outside
        .audit()
        .accept(new PolicyRecord.PolicyInventory(bundle.digest(), kind.inventory(policy)));
    outside
        .audit()
        .accept(
            new PolicyRecord.PolicyActivation(
                outside.source(),
                "activated",
                bundle.digest(),
                bundle.digest(),
                bundle.revision(),
                ""));
  }

  private void keep(VerifiedBundle bundle) {
    try {
      outside.lastGood().write(bundle.archive());
    } catch (IOException e) {
      // The newer policy counts for more than the copy of it: it may close a hole.
      log.atWarn()
          .addKeyValue("policy_digest", bundle.digest())
          .addKeyValue("why", e.toString())
          .log("last good bundle could not be kept");
    }
  }

  private Refused refuse(Refused refused, String revision) {
    // A refused bundle is asked for again and again; one record says it all.
    if (refused.equals(lastRefused)) return refused;
    log.atError()
        .addKeyValue("code", refused.code())
        .addKeyValue("why", refused.why())
        .addKeyValue("policy_digest", refused.digest())
        .addKeyValue("in_force", digestInForce())
        .log("bundle refused");
    outside
        .audit()
        .accept(
            new PolicyRecord.PolicyActivation(
                outside.source(),
                "refused",
                refused.digest(),
                digestInForce(),
                revision,
                refused.code() + ": " + refused.why()));
    lastRefused = refused;
    return refused;
  }

  private String digestInForce() {
    return active.map(ActivePolicy::digest).orElse("");
  }

  private static String sentenceOf(Throwable failure) {
    return failure.getMessage() == null
        ? failure.getClass().getSimpleName()
        : failure.getMessage().lines().findFirst().orElse("");
  }
}
