package io.watchword.ca.node.wire;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.watchword.api.node.AttestNodeBegin;
import io.watchword.api.node.AttestNodeRequest;
import io.watchword.api.node.AttestNodeRequest.StepCase;
import io.watchword.api.node.AttestNodeResponse;
import io.watchword.api.node.AttestNodeResult;
import io.watchword.ca.attestation.NodeEvidence;
import io.watchword.ca.attestation.plugin.RefusedEvidenceException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// One stranger's `AttestNode`, from its first message to a node SVID or a refusal. gRPC hands
/// messages over; the attestation has a virtual thread of its own, which waits for them here.
final class AttestationDialogue implements StreamObserver<AttestNodeRequest> {
  private static final int MAX_QUESTIONS = 4;
  // The longest evidence is a chain of certificates.
  private static final int MAX_BYTES = 64 * 1024;

  private final ServerCallStreamObserver<AttestNodeResponse> out;
  private final Function<AttestationDialogue, AttestNodeResult> attestation;
  private final long patienceMillis;
  private final BlockingQueue<AttestNodeRequest> messages = new ArrayBlockingQueue<>(1);
  private final Thread attesting;
  private AttestNodeBegin begin = AttestNodeBegin.getDefaultInstance();
  private int questions;
  private volatile boolean gone;

  /// Guards what is sent: gRPC's observers are not thread-safe.
  private final Object sending = new Object();

  private boolean ended;

  /// @param attestation which may block, and [#ask]
  /// @param patienceMillis how long to wait for each message
  AttestationDialogue(
      ServerCallStreamObserver<AttestNodeResponse> out,
      Function<AttestationDialogue, AttestNodeResult> attestation,
      long patienceMillis) {
    this.out = out;
    this.attestation = attestation;
    this.patienceMillis = patienceMillis;
    this.attesting = Thread.ofVirtual().name("attestation").unstarted(this::attest);
    out.setOnCancelHandler(this::leave);
  }

  /// Begins to wait for the first message.
  AttestationDialogue start() {
    attesting.start();
    return this;
  }

  NodeEvidence evidence() {
    return new NodeEvidence(begin.getType(), begin.getEvidence().toByteArray());
  }

  byte[] csr() {
    return begin.getCsr().toByteArray();
  }

  /// Sends a challenge and waits for the answer. Called by the attestation alone.
  byte[] ask(byte[] question) {
    if (++questions > MAX_QUESTIONS) {
      throw new IllegalStateException("more than " + MAX_QUESTIONS + " challenges");
    }
    // What came before the question is no answer to it.
    messages.clear();
    send(AttestNodeResponse.newBuilder().setChallenge(ByteString.copyFrom(question)).build());
    if (gone) {
      throw new IllegalArgumentException("the agent went away");
    }
    AttestNodeRequest answer = next("no answer to the challenge");
    if (answer.getStepCase() != StepCase.ANSWER) {
      throw new IllegalArgumentException("a message that is no answer to the challenge");
    }
    return answer.getAnswer().toByteArray();
  }

  @Override
  public void onNext(AttestNodeRequest message) {
    if (message.getSerializedSize() > MAX_BYTES) {
      refuse("more than " + MAX_BYTES + " bytes");
    } else if (!messages.offer(message)) {
      refuse("more messages than were asked for");
    }
  }

  @Override
  public void onError(Throwable thrown) {
    leave();
  }

  @Override
  public void onCompleted() {
    // An agent may close its side as soon as it has said everything.
  }

  private void attest() {
    try {
      AttestNodeRequest first = next("nothing was said");
      if (first.getStepCase() != StepCase.BEGIN) {
        throw new IllegalArgumentException("the first message is no beginning");
      }
      begin = first.getBegin();
      AttestNodeResult result = attestation.apply(this);
      succeed(AttestNodeResponse.newBuilder().setResult(result).build());
    } catch (RefusedEvidenceException e) {
      // Of ours: an attestor's own stand in an AttestationException.
      fail(Status.DEADLINE_EXCEEDED.withDescription(e.getMessage()).asRuntimeException());
    } catch (RuntimeException e) {
      fail(CallFailures.of(e).asStatus());
    }
  }

  private AttestNodeRequest next(String otherwise) {
    try {
      AttestNodeRequest message = messages.poll(patienceMillis, TimeUnit.MILLISECONDS);
      if (message == null) {
        throw new RefusedEvidenceException(otherwise + " within " + patienceMillis + "ms");
      }
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedEvidenceException("the agent went away while it was attested", e);
    }
  }

  private void refuse(String why) {
    fail(
        Status.INVALID_ARGUMENT.withDescription("ca/message-invalid: " + why).asRuntimeException());
    leave();
  }

  // Never by an interrupt: one that hits a write would close the store's files.
  private void leave() {
    gone = true;
    messages.offer(AttestNodeRequest.getDefaultInstance());
  }

  private void send(AttestNodeResponse message) {
    synchronized (sending) {
      if (!ended && !out.isCancelled()) {
        out.onNext(message);
      }
    }
  }

  private void succeed(AttestNodeResponse result) {
    synchronized (sending) {
      if (!ended && !out.isCancelled()) {
        ended = true;
        out.onNext(result);
        out.onCompleted();
      }
    }
  }

  private void fail(RuntimeException status) {
    synchronized (sending) {
      if (!ended && !out.isCancelled()) {
        ended = true;
        out.onError(status);
      }
    }
  }
}
