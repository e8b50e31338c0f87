package io.watchword.agent;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.watchword.api.envoy.DiscoveryRequest;
import io.watchword.api.envoy.DiscoveryResponse;
import io.watchword.api.envoy.Problem;
import io.watchword.api.envoy.Secret;
import io.watchword.api.envoy.SecretDiscoveryServiceGrpc;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// One `StreamSecrets` as Envoy uses it. Thread-safe.
final class SdsClient {

  static final String TYPE = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret";

  final List<DiscoveryResponse> responses = new CopyOnWriteArrayList<>();
  volatile Status end;
  private final StreamObserver<DiscoveryRequest> requests;

  SdsClient(Channel channel) {
    requests =
        SecretDiscoveryServiceGrpc.newStub(channel)
            .streamSecrets(
                new StreamObserver<>() {
                  @Override
                  public void onNext(DiscoveryResponse response) {
                    responses.add(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    end = Status.fromThrowable(failure);
                  }

                  @Override
                  public void onCompleted() {
                    end = Status.OK;
                  }
                });
  }

  void ask(DiscoveryRequest.Builder request) {
    requests.onNext(request.setTypeUrl(TYPE).build());
  }

  void ask(String... names) {
    ask(DiscoveryRequest.newBuilder().addAllResourceNames(List.of(names)));
  }

  void accept(String... names) {
    DiscoveryResponse last = responses.getLast();
    ask(
        DiscoveryRequest.newBuilder()
            .addAllResourceNames(List.of(names))
            .setVersionInfo(last.getVersionInfo())
            .setResponseNonce(last.getNonce()));
  }

  void refuse(String... names) {
    ask(
        DiscoveryRequest.newBuilder()
            .addAllResourceNames(List.of(names))
            .setResponseNonce(responses.getLast().getNonce())
            .setErrorDetail(Problem.newBuilder().setCode(13).setMessage("no such file")));
  }

  void complete() {
    requests.onCompleted();
  }

  Map<String, Secret> last() {
    return secrets(responses.getLast());
  }

  static Map<String, Secret> secrets(DiscoveryResponse response) {
    Map<String, Secret> secrets = new LinkedHashMap<>();
    for (var resource : response.getResourcesList()) {
      try {
        Secret secret = Secret.parseFrom(resource.getValue());
        secrets.put(secret.getName(), secret);
      } catch (com.google.protobuf.InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }
    return secrets;
  }
}
