package io.watchword.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.watchword.agent.workload.SocketException;
import io.watchword.api.workload.JWTBundlesRequest;
import io.watchword.api.workload.JWTSVIDRequest;
import io.watchword.api.workload.SpiffeWorkloadAPIGrpc;
import io.watchword.api.workload.ValidateJWTSVIDRequest;
import io.watchword.api.workload.X509BundlesRequest;
import io.watchword.api.workload.X509SVIDRequest;
import io.watchword.api.workload.X509SVIDResponse;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.Rule;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the socket itself promises, whoever asks.
class WorkloadEndpointTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";

  @TempDir Path folder;
  private AgentHouse house;

  @BeforeEach
  void build() {
    house = new AgentHouse(folder);
    house.ca.entry("e1", WEB, "", AgentHouse.uid());
  }

  @AfterEach
  void leave() throws Exception {
    house.close();
  }

  private record Method(MethodDescriptor<Object, Object> descriptor, Object request) {
    @Override
    public String toString() {
      return String.valueOf(descriptor.getBareMethodName());
    }
  }

  static List<Object[]> headers() {
    return List.of(
        new Object[] {new String[] {}},
        new Object[] {new String[] {"True"}},
        new Object[] {new String[] {"false"}},
        new Object[] {new String[] {""}},
        new Object[] {new String[] {"true,true"}},
        new Object[] {new String[] {"true", "true"}},
        new Object[] {new String[] {"true", "false"}});
  }

  static Stream<Arguments> methodsAndHeaders() {
    return methods().stream()
        .flatMap(method -> headers().stream().map(values -> Arguments.of(method, values[0])));
  }

  @SuppressWarnings("unchecked")
  private static List<Method> methods() {
    List<Method> methods = new ArrayList<>();
    List<Object> requests =
        List.of(
            X509SVIDRequest.getDefaultInstance(),
            X509BundlesRequest.getDefaultInstance(),
            JWTSVIDRequest.newBuilder().addAudience("a").build(),
            JWTBundlesRequest.getDefaultInstance(),
            ValidateJWTSVIDRequest.newBuilder().setAudience("a").setSvid("s").build());
    List<MethodDescriptor<?, ?>> descriptors =
        List.of(
            SpiffeWorkloadAPIGrpc.getFetchX509SVIDMethod(),
            SpiffeWorkloadAPIGrpc.getFetchX509BundlesMethod(),
            SpiffeWorkloadAPIGrpc.getFetchJWTSVIDMethod(),
            SpiffeWorkloadAPIGrpc.getFetchJWTBundlesMethod(),
            SpiffeWorkloadAPIGrpc.getValidateJWTSVIDMethod());
    for (int i = 0; i < requests.size(); i++) {
      methods.add(
          new Method((MethodDescriptor<Object, Object>) descriptors.get(i), requests.get(i)));
    }
    return methods;
  }

  @ParameterizedTest
  @MethodSource("methodsAndHeaders")
  @Rule("WE-06")
  void call_securityHeaderNotExactlyTrue_isInvalidArgument(Method method, String[] values)
      throws Exception {
    house.startAgent();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      assertThat(statusOf(client.with(values), method).getCode())
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }

  @Test
  @Rule("WA-30")
  void wit_profileIsOff_isUnimplemented() throws Exception {
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      Method known = methods().getFirst();
      for (String name : List.of("FetchWITSVID", "FetchWITBundles")) {
        Method wit =
            new Method(
                known.descriptor().toBuilder()
                    .setFullMethodName(
                        MethodDescriptor.generateFullMethodName("SpiffeWorkloadAPI", name))
                    .setSchemaDescriptor(null)
                    .build(),
                known.request());

        assertThat(statusOf(client.with("true"), wit).getCode())
            .isEqualTo(Status.Code.UNIMPLEMENTED);
      }
    }
  }

  @Test
  void beforeTheFirstContact_callersAreToldToComeBack() throws Exception {
    house.startAgent();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("an answer", () -> updates.end != null);

      assertThat(updates.end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  @Test
  @Rule({"WE-01", "WE-03", "WE-17", "WA-02"})
  void socket_showsReflectionAndHealth_andTheWorkloadApiAsItIs() throws Exception {
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      List<String> services = reflected(client.bare());

      assertThat(services)
          .contains("SpiffeWorkloadAPI", "watchword.v1.TrustReport", "grpc.health.v1.Health");
      assertThat(SpiffeWorkloadAPIGrpc.getServiceDescriptor().getMethods()).hasSize(5);
      HealthCheckResponse health =
          HealthGrpc.newBlockingStub(client.bare()).check(HealthCheckRequest.getDefaultInstance());
      assertThat(health.getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    }
  }

  @Test
  void socket_isOpenToEveryUser() throws Exception {
    house.startAgent();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(house.socket)))
        .isEqualTo("rwxrwxrwx");
    assertThat(folder.resolve("agent.sock.n")).doesNotExist();
  }

  @Test
  void start_socketOfADeadAgent_isReplaced() throws Exception {
    ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    dead.bind(UnixDomainSocketAddress.of(house.socket));
    dead.close();
    assertThat(house.socket).exists();

    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("an answer", () -> !updates.messages.isEmpty());
    }
  }

  @Test
  void start_socketOfALivingProcess_isLeftAlone() throws Exception {
    try (ServerSocketChannel alive = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      alive.bind(UnixDomainSocketAddress.of(house.socket));

      assertThatThrownBy(house::startAgent)
          .isInstanceOf(SocketException.class)
          .hasMessage("socket `" + house.socket + "` is served by another process");
    }
  }

  @Test
  void start_ordinaryFileInItsPlace_isLeftAlone() throws Exception {
    Files.writeString(house.socket, "precious");

    assertThatThrownBy(house::startAgent)
        .isInstanceOf(SocketException.class)
        .hasMessage("`" + house.socket + "` exists and is no socket: it is left alone");
    assertThat(house.socket).hasContent("precious");
  }

  @Test
  void calls_tooManyOfOneProcess_areRefused() throws Exception {
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      List<WorkloadClient.Updates<X509SVIDResponse>> open = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        open.add(client.svids());
      }
      Await.until("all are served", () -> open.stream().noneMatch(u -> u.messages.isEmpty()));
      WorkloadClient.Updates<X509SVIDResponse> oneTooMany = client.svids();
      Await.until("the last is refused", () -> oneTooMany.end != null);
      assertThat(oneTooMany.end.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);

      open.getFirst().cancel();
      Await.until(
          "there is room again",
          () -> {
            WorkloadClient.Updates<X509SVIDResponse> next = client.svids();
            Await.until("an answer", () -> next.end != null || !next.messages.isEmpty());
            return !next.messages.isEmpty();
          });
    }
  }

  @Test
  void stop_streamsEndWithUnavailable() throws Exception {
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("an answer", () -> !updates.messages.isEmpty());
      house.stopAgent();
      Await.until("the end", () -> updates.end != null);

      assertThat(updates.end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(house.socket).doesNotExist();
    }
  }

  private static Status statusOf(Channel channel, Method method) {
    try {
      ClientCalls.blockingServerStreamingCall(
              channel,
              method.descriptor().toBuilder()
                  .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                  .build(),
              CallOptions.DEFAULT.withDeadlineAfter(10, java.util.concurrent.TimeUnit.SECONDS),
              method.request())
          .next();
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  private static List<String> reflected(Channel channel) {
    List<String> services = new CopyOnWriteArrayList<>();
    StreamObserver<ServerReflectionRequest> ask =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<ServerReflectionResponse>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    response
                        .getListServicesResponse()
                        .getServiceList()
                        .forEach(service -> services.add(service.getName()));
                  }

                  @Override
                  public void onError(Throwable failure) {
                    services.add("failed: " + failure);
                  }

                  @Override
                  public void onCompleted() {
                    // The list came before.
                  }
                });
    ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    Await.until("the list", () -> !services.isEmpty());
    ask.onCompleted();
    return services;
  }
}
