package io.watchword.ca;

import io.watchword.ca.admin.wire.RootsService;
import io.watchword.ca.keys.KeysException;
import io.watchword.ca.node.wire.NodeService;
import io.watchword.ca.policy.RegoIssuancePolicy;
import io.watchword.platform.audit.AuditLog;
import io.watchword.platform.bootstrap.admin.Health;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a CA does by itself: pushes, rotation, renewals, health. Owns three threads, each of which
/// may wait for something else: pushes for nobody, the rotation for disk and authority, the watch
/// over the authority for a network.
final class CaUpkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CaUpkeep.class);

  private final CertificateAuthority ca;
  private final NodeService nodes;
  private final RootsService roots;
  private final Health health;
  private final UpstreamWatch upstream;
  private final ScheduledExecutorService pushes = thread("ca-push");
  private final ScheduledExecutorService steps = thread("ca-rotation");
  private final ScheduledExecutorService watch = thread("ca-watch");

  private final AtomicBoolean advancing = new AtomicBoolean();

  CaUpkeep(
      CertificateAuthority ca,
      NodeService nodes,
      RootsService roots,
      AuditLog audit,
      Health health,
      InstantSource clock) {
    this.ca = ca;
    this.nodes = nodes;
    this.roots = roots;
    this.health = health;
    this.upstream = new UpstreamWatch(ca, audit, health, clock);
  }

  /// Looks at everything once, then begins.
  void start() {
    upstream.look();
    upstream.renew();
    lookAtDisk();
    ca.anchors.onChange(() -> pushes.execute(guarded("push", nodes::push)));
    ca.store.onChange(() -> pushes.execute(guarded("push", nodes::push)));
    ca.federation.federations.onChange(() -> pushes.execute(guarded("push", nodes::push)));
    ca.rotation.onChange(() -> pushes.execute(guarded("push", roots::push)));
    ca.trusters.onReport(this::advanceSoon);
    ca.outside.onChange(this::advanceSoon);
    every(pushes, 1_000, guarded("push", nodes::push));
    every(pushes, 250, guarded("push", roots::push));
    every(steps, 200, guarded("rotation", ca.rotation::advance));
    every(watch, 1_000, guarded("renewal", upstream::renew));
    every(watch, 1_000, guarded("federation", ca.federation.refresh::refreshDue));
    every(watch, 1_000, guarded("disk", this::lookAtDisk));
    ca.policy.ifPresent(
        policy -> every(watch, 1_000, guarded("issuance policy", () -> look(policy))));
    every(watch, 2_000, guarded("upstream", upstream::look));
    watch.scheduleAtFixedRate(guarded("custody", this::recordCustody), 0, 1, TimeUnit.HOURS);
  }

  @Override
  public void close() {
    pushes.shutdownNow();
    steps.shutdownNow();
    watch.shutdownNow();
    try {
      // A step that is half done would be found again, but there is no need.
      steps.awaitTermination(5, TimeUnit.SECONDS);
      watch.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // Ten thousand reports that come together are looked at together.
  private void advanceSoon() {
    if (advancing.compareAndSet(false, true)) {
      steps.execute(
          guarded(
              "rotation",
              () -> {
                advancing.set(false);
                ca.rotation.advance();
              }));
    }
  }

  private void lookAtDisk() {
    Optional<String> journal = ca.issued.problem();
    health.set("journal", journal.isEmpty(), journal.orElse("every certificate is recorded"));
    Optional<String> store = ca.store.problem();
    health.set("store", store.isEmpty(), store.orElse("every change is on disk"));
  }

  private void look(RegoIssuancePolicy policy) {
    policy.look();
    Optional<String> problem = policy.problem();
    health.set(
        "issuance-policy", true, problem.map(why -> "last good one: " + why).orElse("in force"));
  }

  private void recordCustody() {
    try {
      ca.recordCustody();
    } catch (KeysException e) {
      LOG.atWarn().setCause(e).log("key custody cannot be told");
    }
  }

  // A scheduled task that throws is never run again: whatever it is must not end the CA's upkeep.
  private static Runnable guarded(String what, Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).addKeyValue("task", what).log("upkeep failed");
      }
    };
  }

  private static void every(ScheduledExecutorService on, long millis, Runnable task) {
    on.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name(name).factory());
  }
}
