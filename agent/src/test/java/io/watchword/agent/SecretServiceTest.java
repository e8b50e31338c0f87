package io.watchword.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.watchword.api.envoy.CertificateValidationContext;
import io.watchword.api.envoy.DeltaDiscoveryResponse;
import io.watchword.api.envoy.DiscoveryRequest;
import io.watchword.api.envoy.Node;
import io.watchword.api.envoy.SPIFFECertValidatorConfig;
import io.watchword.api.envoy.Secret;
import io.watchword.api.envoy.SecretDiscoveryServiceGrpc;
import io.watchword.api.node.WorkloadEntry;
import io.watchword.api.trust.TrusterState;
import io.watchword.identity.svid.X509Svid;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What Envoy is told, by a client that speaks its protocol.
class SecretServiceTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";
  private static final String ORDERS = "spiffe://example.org/ns/shop/sa/orders";

  @TempDir Path folder;
  private AgentHouse house;
  private WorkloadClient client;
  private final TestCa partner = TestCa.root("partner.test");

  @BeforeEach
  void build() {
    house = new AgentHouse(folder);
    house.ca.federate(partner, TestKeys.ec());
    house.ca.put(
        WorkloadEntry.newBuilder()
            .setEntryId("e1")
            .setSpiffeId(WEB)
            .addSelectors(AgentHouse.uid())
            .addFederatesWith("partner.test"));
    house.ca.entry("e2", ORDERS, "", AgentHouse.uid());
    house.ca.entry("e3", WEB + "/other", "", "unix:uid:4242");
    house.startReady();
    client = new WorkloadClient(house.socket);
    var warmUp = client.svids();
    Await.until("the SVIDs are there", () -> !warmUp.messages.isEmpty());
    warmUp.cancel();
  }

  @AfterEach
  void leave() throws Exception {
    client.close();
    house.close();
  }

  @Test
  void fetch_defaultAndId_areCertificatesWithTheirKeys() {
    Map<String, Secret> secrets = fetch("default", ORDERS);

    assertThat(secrets).containsOnlyKeys("default", ORDERS);
    assertThat(svid(secrets.get("default")).id()).hasToString(WEB);
    assertThat(svid(secrets.get(ORDERS)).id()).hasToString(ORDERS);
  }

  @Test
  void fetch_rootsByName_areForTheSpiffeValidator() {
    Map<String, Secret> secrets = fetch("ROOTCA", "ALL", "spiffe://partner.test", "TRUSTED_CA");

    assertThat(validator(secrets.get("ROOTCA")))
        .isEqualTo(Map.of("example.org", house.ca.issuingRoot().pem()));
    assertThat(validator(secrets.get("ALL")))
        .isEqualTo(
            Map.of("example.org", house.ca.issuingRoot().pem(), "partner.test", partner.pem()));
    assertThat(validator(secrets.get("spiffe://partner.test")))
        .isEqualTo(Map.of("partner.test", partner.pem()));
    assertThat(trustedCa(secrets.get("TRUSTED_CA"))).isEqualTo(house.ca.issuingRoot().pem());
  }

  @Test
  void fetch_nodeWithoutTheValidator_getsTrustedCa() {
    DiscoveryRequest.Builder request =
        DiscoveryRequest.newBuilder()
            .setNode(
                Node.newBuilder()
                    .setId("old")
                    .setMetadata(
                        Struct.newBuilder()
                            .putFields(
                                "disable_spiffe_cert_validation",
                                Value.newBuilder().setBoolValue(true).build())))
            .addResourceNames("ROOTCA");

    assertThat(trustedCa(fetch(request).get("ROOTCA"))).isEqualTo(house.ca.issuingRoot().pem());
    assertThatThrownBy(() -> fetch(request.addResourceNames("ALL")))
        .hasMessage(
            "INVALID_ARGUMENT: `ALL` needs Envoy's SPIFFE validator: `trusted_ca` would mix trust"
                + " domains");
  }

  @Test
  void fetch_noNames_isAllThatTheCallerHas() {
    assertThat(fetch())
        .containsOnlyKeys(WEB, ORDERS, "spiffe://example.org", "spiffe://partner.test");
  }

  @ParameterizedTest
  @CsvSource({
    "spiffe://example.org/ns/shop/sa/web/other, PERMISSION_DENIED",
    "spiffe://example.org/nobody, PERMISSION_DENIED",
    "spiffe://stranger.test, PERMISSION_DENIED",
    "rootca, INVALID_ARGUMENT",
    "https://example.org/web, INVALID_ARGUMENT"
  })
  void name_thatIsNotForTheCaller_isRefused(String name, Status.Code code) {
    assertThatThrownBy(() -> fetch(name))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
    SdsClient stream = new SdsClient(client.bare());
    stream.ask(name);
    Await.until("refused", () -> stream.end != null);
    assertThat(stream.end.getCode()).isEqualTo(code);
    assertThat(stream.responses).isEmpty();
  }

  @Test
  void stream_anotherType_isInvalid() {
    assertThatThrownBy(
            () ->
                stub()
                    .fetchSecrets(
                        DiscoveryRequest.newBuilder().setTypeUrl("type.x/Cluster").build()))
        .hasMessage("INVALID_ARGUMENT: type `type.x/Cluster` (expected: `" + SdsClient.TYPE + "`)");
  }

  @Test
  void stream_acknowledged_saysNoMoreUntilSomethingChanges() {
    SdsClient stream = new SdsClient(client.bare());
    stream.ask("default");
    Await.until("an answer", () -> stream.responses.size() == 1);
    stream.accept("default");
    // A second root changes no certificate. The agent is to have it before the next question, or
    // there would be an answer for each.
    SdsClient witness = new SdsClient(client.bare());
    witness.ask("ROOTCA");
    Await.until("the roots", () -> witness.responses.size() == 1);
    String fresh = house.ca.publishNewRoot().pem();
    Await.until(
        "the second root",
        () -> validator(witness.last().get("ROOTCA")).get("example.org").contains(fresh));
    stream.ask("default", "ROOTCA");
    // That one had no nonce: a first request on a stream that was answered already.
    Await.until("another question, another answer", () -> stream.responses.size() == 2);
    assertThat(stream.last()).containsOnlyKeys("default", "ROOTCA");
    stream.accept("default", "ROOTCA");
    house.clock.advance(Duration.ofMinutes(34));
    house.agent().tick();
    Await.until("the renewed certificate", () -> stream.responses.size() == 3);
    assertThat(stream.responses.get(2).getNonce()).isNotEqualTo(stream.responses.get(1).getNonce());
  }

  @Test
  void stream_refused_isNotSentTheSameAgain_butTheNext() {
    SdsClient stream = new SdsClient(client.bare());
    stream.ask("ROOTCA");
    Await.until("an answer", () -> stream.responses.size() == 1);
    stream.refuse("ROOTCA");
    stream.refuse("ROOTCA");
    house.ca.publishNewRoot();
    Await.until("the next version", () -> stream.responses.size() == 2);
    assertThat(validator(stream.last().get("ROOTCA")).get("example.org"))
        .contains(house.ca.issuingRoot().pem());
    stream.complete();
    Await.until("the end", () -> stream.end != null);
    assertThat(stream.end.getCode()).isEqualTo(Status.Code.OK);
  }

  @Test
  void stream_staleNonce_isNoAnswerToTheNewest() {
    SdsClient stream = new SdsClient(client.bare());
    stream.ask("ROOTCA");
    Await.until("an answer", () -> stream.responses.size() == 1);
    house.ca.publishNewRoot();
    Await.until("another", () -> stream.responses.size() == 2);
    stream.ask(
        DiscoveryRequest.newBuilder()
            .addResourceNames("default")
            .setResponseNonce(stream.responses.getFirst().getNonce()));
    stream.accept("ROOTCA");
    house.ca.publishNewRoot();
    Await.until("the third", () -> stream.responses.size() == 3);

    assertThat(stream.last()).containsOnlyKeys("ROOTCA");
  }

  @Test
  void truster_holdsABundleWhenEnvoyTookIt_notWhenItWasSent() {
    SdsClient roots = new SdsClient(client.bare());
    roots.ask("ROOTCA");
    Await.until("an answer", () -> roots.responses.size() == 1);
    roots.accept("ROOTCA");
    SdsClient certificate = new SdsClient(client.bare());
    certificate.ask(WEB);
    Await.until("a certificate", () -> certificate.responses.size() == 1);
    certificate.accept(WEB);
    Await.until("it is told", () -> !behind().isEmpty());
    long before = house.ca.sequence();
    house.ca.publishNewRoot();
    Await.until("the new bundle", () -> roots.responses.size() == 2);
    Await.until(
        "the agent itself has it",
        () -> reported(io.watchword.api.trust.TrusterKind.AGENT).contains(before + 1));
    assertThat(behind()).containsExactly(before);
    roots.refuse("ROOTCA");
    assertThat(behind()).containsExactly(before);
    roots.accept("ROOTCA");
    Await.until("it is told that Envoy took it", () -> behind().equals(List.of(before + 1)));
  }

  @Test
  void delta_isNotServed_andSaysWhatToUse() {
    AtomicReference<Status> end = new AtomicReference<>();
    var unused =
        SecretDiscoveryServiceGrpc.newStub(client.bare())
            .deltaSecrets(
                new StreamObserver<DeltaDiscoveryResponse>() {
                  @Override
                  public void onNext(DeltaDiscoveryResponse response) {
                    // None will come.
                  }

                  @Override
                  public void onError(Throwable failure) {
                    end.set(Status.fromThrowable(failure));
                  }

                  @Override
                  public void onCompleted() {
                    end.set(Status.OK);
                  }
                });
    Await.until("the end", () -> end.get() != null);

    assertThat(end.get().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(end.get().getDescription())
        .isEqualTo("incremental SDS is not served: use `api_type: GRPC` instead of `DELTA_GRPC`");
  }

  /// Bundle sequence of the proxy WEB, as the CA was told last.
  private List<Long> behind() {
    return reported(io.watchword.api.trust.TrusterKind.WORKLOAD);
  }

  private List<Long> reported(io.watchword.api.trust.TrusterKind kind) {
    return house.ca.reports.isEmpty()
        ? List.of()
        : house.ca.reports.getLast().getTrustersList().stream()
            .filter(state -> state.getKind() == kind)
            .filter(
                state ->
                    kind != io.watchword.api.trust.TrusterKind.WORKLOAD
                        || state.getSpiffeId().equals(WEB))
            .map(TrusterState::getBundleSequence)
            .toList();
  }

  private Map<String, Secret> fetch(String... names) {
    return fetch(DiscoveryRequest.newBuilder().addAllResourceNames(List.of(names)));
  }

  private Map<String, Secret> fetch(DiscoveryRequest.Builder request) {
    return SdsClient.secrets(stub().fetchSecrets(request.setTypeUrl(SdsClient.TYPE).build()));
  }

  private SecretDiscoveryServiceGrpc.SecretDiscoveryServiceBlockingStub stub() {
    return SecretDiscoveryServiceGrpc.newBlockingStub(client.bare());
  }

  private static X509Svid svid(Secret secret) {
    return X509Svid.parsePem(
        secret.getTlsCertificate().getCertificateChain().getInlineBytes().toStringUtf8(),
        secret.getTlsCertificate().getPrivateKey().getInlineBytes().toStringUtf8(),
        "");
  }

  private static String trustedCa(Secret secret) {
    CertificateValidationContext context = secret.getValidationContext();
    assertThat(context.hasCustomValidatorConfig()).isFalse();
    return context.getTrustedCa().getInlineBytes().toStringUtf8();
  }

  private static Map<String, String> validator(Secret secret) {
    CertificateValidationContext context = secret.getValidationContext();
    assertThat(context.hasTrustedCa()).isFalse();
    var config = context.getCustomValidatorConfig();
    assertThat(config.getName()).isEqualTo("envoy.tls.cert_validator.spiffe");
    try {
      return SPIFFECertValidatorConfig.parseFrom(config.getTypedConfig().getValue())
          .getTrustDomainsList()
          .stream()
          .collect(
              Collectors.toMap(
                  domain -> domain.getName(),
                  domain -> domain.getTrustBundle().getInlineBytes().toStringUtf8()));
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
