package io.watchword.cli.quickstart;

import io.watchword.cli.mesh.MeshException;
import io.watchword.cli.output.Console;
import io.watchword.cli.running.CaAnswer;
import io.watchword.cli.running.wire.RootsClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The trust root is replaced while the mesh is under load; and an attempt to revoke a root that is
/// still needed.
final class RotationSteps {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Scene scene;
  private final Console console;
  private QuickstartResult.@Nullable Rotation rotation;
  private boolean refusedEarlyRevoke;

  RotationSteps(Scene scene, Console console) {
    this.scene = scene;
    this.console = console;
  }

  void take(Tour tour) throws InterruptedException {
    tour.chapter("A new trust root, under load");
    tour.step(
        "early-revoke-refused",
        "the root that everything stands on is to be revoked",
        "refused, with the list of who needs it",
        this::earlyRevoke);
    tour.step(
        "root-rotation-under-load",
        "the root is replaced while "
            + (Load.HTTP_CALLERS + Load.TCP_CALLERS)
            + " callers keep calling",
        "DONE, and not one failed request",
        this::rotate);
  }

  /// What the rotation came to; empty where it was not tried.
  Optional<QuickstartResult.Rotation> rotation() {
    return Optional.ofNullable(rotation);
  }

  private StepResult earlyRevoke() {
    long begin = System.nanoTime();
    try (RootsClient ca = RootsClient.of(scene.mesh().adminSocket())) {
      String root = activeRoot(ca.roots());
      CaAnswer.Revocation answer = ca.revokeRoot(root, root);
      refusedEarlyRevoke = !answer.revoked() && !answer.neededBy().isEmpty();
      return new StepResult(
          "early-revoke-refused",
          refusedEarlyRevoke,
          "refused",
          (answer.revoked() ? "revoked" : "refused")
              + "; needed by "
              + answer.neededBy().size()
              + " trusters",
          answer.reason(),
          "",
          "",
          (System.nanoTime() - begin) / 1_000_000);
    }
  }

  private StepResult rotate() throws InterruptedException {
    try (RootsClient ca = RootsClient.of(scene.mesh().adminSocket())) {
      String oldRoot = activeRoot(ca.roots());
      long begin;
      CaAnswer.RootStatus end;
      Load load = Load.start(scene);
      try (load) {
        Thread.sleep(300);
        begin = System.nanoTime();
        ca.rotate(RootsClient.Rotate.root());
        end = follow(ca);
        Thread.sleep(300);
      }
      double seconds = (System.nanoTime() - begin) / 100_000_000 / 10.0;
      String newRoot = activeRoot(ca.roots());
      boolean ok = end.state().equals("DONE") && load.failed() == 0 && !newRoot.equals(oldRoot);
      rotation =
          new QuickstartResult.Rotation(
              ok,
              load.requests(),
              load.failed(),
              Load.HTTP_CALLERS + Load.TCP_CALLERS,
              "sha256:" + oldRoot,
              "sha256:" + newRoot,
              seconds,
              refusedEarlyRevoke);
      return new StepResult(
          "root-rotation-under-load",
          ok,
          "DONE, 0 failed requests",
          end.state()
              + " after "
              + seconds
              + " s; "
              + load.requests()
              + " requests, "
              + load.failed()
              + " failed"
              + (load.firstFailure().isEmpty() ? "" : " (first: " + load.firstFailure() + ")")
              + holders(end),
          "every truster acknowledged the new root before the old one went",
          "",
          "",
          seconds * 1000);
    }
  }

  private CaAnswer.RootStatus follow(RootsClient ca) {
    AtomicReference<CaAnswer.@Nullable RootStatus> last = new AtomicReference<>();
    ca.watchRotation(
        LIMIT,
        status -> {
          CaAnswer.RootStatus before = last.getAndSet(status);
          if (before == null || !before.state().equals(status.state())) {
            console.note(console.faint("      " + status.state()));
          }
          return !status.state().equals("DONE") && !status.state().equals("ABORTED");
        });
    CaAnswer.RootStatus end = last.get();
    return end == null ? ca.rootStatus() : end;
  }

  private static String holders(CaAnswer.RootStatus status) {
    CaAnswer.Gate gate = status.gate();
    if (gate == null || gate.waitingFor().isEmpty()) {
      return "";
    }
    return "; gate "
        + gate.name()
        + " waits for "
        + String.join(
            ", ", gate.waitingFor().stream().map(w -> w.truster() + ": " + w.reason()).toList());
  }

  private static String activeRoot(CaAnswer.RootStatus roots) {
    return roots.roots().stream()
        .filter(root -> root.status().equals("active"))
        .findFirst()
        .orElseThrow(() -> new MeshException("the CA names no active root"))
        .sha256();
  }
}
