package io.watchword.agent.sds.wire;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.watchword.agent.attestation.Caller;
import io.watchword.agent.sds.Validation;
import io.watchword.agent.workload.wire.OpenStream;
import io.watchword.api.envoy.DiscoveryRequest;
import io.watchword.api.envoy.DiscoveryResponse;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One `StreamSecrets`: Envoy asks, we answer, and answer again at each change; Envoy takes (ACK)
/// or refuses (NACK) each answer by its nonce. What was refused is not sent again until it changes.
/// An Envoy that does not read gets no queue, but the newest state when it reads again.
///
/// Thread-safe under its own lock, because gRPC's observers are not.
final class SecretStream implements OpenStream, StreamObserver<DiscoveryRequest> {
  // [1] Envoy, xDS protocol: "ACK/NACK and resource type instance version".

  private static final Logger log = LoggerFactory.getLogger(SecretStream.class);

  private final ServerCallStreamObserver<DiscoveryResponse> client;
  private final Caller caller;
  private final SecretState state;
  private final Validation usual;

  private Validation validation;
  private @Nullable SecretRequest asked;
  private String node = "";
  private String sentVersion = "";
  private String takenVersion = "";
  private Runnable onTaken = () -> {};
  private long nonce;
  private boolean ended;

  SecretStream(
      ServerCallStreamObserver<DiscoveryResponse> client,
      Caller caller,
      SecretState state,
      Validation usual) {
    this.client = client;
    this.caller = caller;
    this.state = state;
    this.usual = usual;
    this.validation = usual;
  }

  @Override
  public Set<String> selectors() {
    return caller.selectors();
  }

  @Override
  public synchronized void onNext(DiscoveryRequest request) {
    Optional<String> problem = SecretRequest.problem(request);
    if (problem.isPresent()) {
      end(Status.INVALID_ARGUMENT.withDescription(problem.get()));
      return;
    }
    if (request.hasNode()) {
      // Only the first request has to say it.
      node = request.getNode().getId();
      validation = SecretMessages.validation(request.getNode(), usual);
    }
    boolean isAnswer = !request.getResponseNonce().isEmpty();
    if (isAnswer && !request.getResponseNonce().equals(nonceText())) {
      // About an answer that a newer one has replaced.
      return;
    }
    if (isAnswer) {
      answered(request);
    }
    SecretRequest next = SecretRequest.of(request);
    if (!next.equals(asked)) {
      asked = next;
      sentVersion = "";
    }
    refresh();
  }

  @Override
  public synchronized void onError(Throwable failure) {
    ended = true;
  }

  @Override
  public synchronized void onCompleted() {
    if (!ended) {
      ended = true;
      client.onCompleted();
    }
  }

  @Override
  public synchronized void refresh() {
    SecretRequest request = asked;
    if (ended || request == null || !client.isReady()) {
      return;
    }
    switch (state.of(this, caller, request, validation)) {
      case SecretState.Answer.Resources answer -> send(answer);
      case SecretState.Answer.End(Status status) -> end(status);
      case SecretState.Answer.Later() -> {
        // The answer to the order refreshes again.
      }
    }
  }

  @Override
  public synchronized void end(Status status) {
    if (!ended) {
      ended = true;
      client.onError(status.asRuntimeException());
    }
  }

  @Override
  public synchronized void left() {
    ended = true;
  }

  private void send(SecretState.Answer.Resources answer) {
    onTaken = answer.taken();
    if (answer.version().equals(sentVersion)) {
      if (sentVersion.equals(takenVersion)) {
        // The same certificate beside a new bundle, for example: it is held with what is new.
        onTaken.run();
      }
      return;
    }
    sentVersion = answer.version();
    nonce++;
    client.onNext(
        DiscoveryResponse.newBuilder()
            .setVersionInfo(answer.version())
            .setTypeUrl(SecretMessages.TYPE_URL)
            .setNonce(nonceText())
            .addAllResources(answer.resources())
            .build());
  }

  private void answered(DiscoveryRequest request) {
    if (request.hasErrorDetail()) {
      log.atWarn()
          .addKeyValue("node", node)
          .addKeyValue("version", sentVersion)
          .log("envoy refused secrets: {}", request.getErrorDetail().getMessage());
    } else if (!takenVersion.equals(sentVersion)) {
      takenVersion = sentVersion;
      onTaken.run();
    }
  }

  private String nonceText() {
    return Long.toHexString(nonce);
  }
}
