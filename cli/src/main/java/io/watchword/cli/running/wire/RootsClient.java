package io.watchword.cli.running.wire;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.watchword.api.roots.AbortRotationRequest;
import io.watchword.api.roots.AcknowledgeBundleRequest;
import io.watchword.api.roots.ExportBundleRequest;
import io.watchword.api.roots.ForgetConsumerRequest;
import io.watchword.api.roots.GetRootStatusRequest;
import io.watchword.api.roots.ListRootsRequest;
import io.watchword.api.roots.ResumeRotationRequest;
import io.watchword.api.roots.RevokeRootRequest;
import io.watchword.api.roots.RootStatus;
import io.watchword.api.roots.RootsGrpc;
import io.watchword.api.roots.RotateRootRequest;
import io.watchword.cli.running.CaAnswer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// What the CA's Unix socket answers about trust roots. Blocking; each call has a deadline of 10 s,
/// except watching a rotation.
public final class RootsClient implements AutoCloseable {
  private final AdminChannel channel;
  private final RootsGrpc.RootsBlockingStub roots;

  private RootsClient(AdminChannel channel) {
    this.channel = channel;
    this.roots = RootsGrpc.newBlockingStub(channel.channel());
  }

  /// A client of the CA that listens on `socket`. Connects with the first call.
  public static RootsClient of(Path socket) {
    return new RootsClient(AdminChannel.to(socket));
  }

  /// The trust roots.
  public CaAnswer.RootStatus roots() {
    return Answers.status(
        channel.call(() -> timed().listRoots(ListRootsRequest.getDefaultInstance())));
  }

  /// The newest rotation.
  public CaAnswer.RootStatus rootStatus() {
    return Answers.status(
        channel.call(() -> timed().getRootStatus(GetRootStatusRequest.getDefaultInstance())));
  }

  /// Starts a rotation.
  ///
  /// @param subjects `root`, `intermediate`, `jwt-keys`
  /// @param confirm SHA-256 of the root that signs, where its key is `compromised`
  public record Rotate(boolean dryRun, List<String> subjects, boolean compromised, String confirm) {

    /// Copies the list.
    public Rotate {
      subjects = List.copyOf(subjects);
    }

    /// An ordinary rotation of the root.
    public static Rotate root() {
      return new Rotate(false, List.of("root"), false, "");
    }
  }

  /// Starts a rotation, or plans one.
  public CaAnswer.RootStatus rotate(Rotate rotate) {
    RotateRootRequest request =
        RotateRootRequest.newBuilder()
            .setDryRun(rotate.dryRun())
            .addAllSubjects(rotate.subjects())
            .setCompromised(rotate.compromised())
            .setConfirm(rotate.confirm())
            .build();
    return Answers.status(channel.call(() -> timed().rotateRoot(request)));
  }

  /// Takes the way back.
  public CaAnswer.RootStatus abortRotation(String reason) {
    AbortRotationRequest request = AbortRotationRequest.newBuilder().setReason(reason).build();
    return Answers.status(channel.call(() -> timed().abortRotation(request)));
  }

  /// The present bundle.
  ///
  /// @param consumer who gets it and is a truster from now on; empty for nobody in particular
  public CaAnswer.ExportedBundle exportBundle(String consumer) {
    ExportBundleRequest request = ExportBundleRequest.newBuilder().setConsumer(consumer).build();
    return Answers.exported(channel.call(() -> timed().exportBundle(request)));
  }

  /// `consumer` has the bundle with that digest in place.
  public void acknowledgeBundle(String consumer, String sha256) {
    AcknowledgeBundleRequest request =
        AcknowledgeBundleRequest.newBuilder().setConsumer(consumer).setSha256(sha256).build();
    var unused = channel.call(() -> timed().acknowledgeBundle(request));
  }

  /// `consumer` is no truster any more.
  public void forgetConsumer(String consumer, String reason) {
    ForgetConsumerRequest request =
        ForgetConsumerRequest.newBuilder().setConsumer(consumer).setReason(reason).build();
    var unused = channel.call(() -> timed().forgetConsumer(request));
  }

  /// Hands each status to `more` until it answers false, the rotation ends, or `limit` is over.
  ///
  /// @return whether the watch ended before the limit
  public boolean watchRotation(java.time.Duration limit, Predicate<CaAnswer.RootStatus> more) {
    try {
      Iterator<RootStatus> states =
          roots
              .withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS)
              .watchRotation(GetRootStatusRequest.getDefaultInstance());
      while (states.hasNext()) {
        if (!more.test(Answers.status(states.next()))) {
          return true;
        }
      }
      return true;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
        return false;
      }
      throw channel.problem(e);
    }
  }

  /// @param without truster to go on without; empty for none
  public CaAnswer.RootStatus resumeRotation(String without, String reason) {
    ResumeRotationRequest request =
        ResumeRotationRequest.newBuilder().setWithoutTruster(without).setReason(reason).build();
    return Answers.status(channel.call(() -> timed().resumeRotation(request)));
  }

  /// @param confirm the digest again
  public CaAnswer.Revocation revokeRoot(String sha256, String confirm) {
    RevokeRootRequest request =
        RevokeRootRequest.newBuilder().setSha256(sha256).setConfirm(confirm).build();
    return Answers.revocation(channel.call(() -> timed().revokeRoot(request)));
  }

  @Override
  public void close() {
    channel.close();
  }

  private RootsGrpc.RootsBlockingStub timed() {
    return roots.withDeadlineAfter(AdminChannel.DEADLINE_SECONDS, TimeUnit.SECONDS);
  }
}
