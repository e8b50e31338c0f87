package io.watchword.ca.attestation.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.watchword.ca.attestation.plugin.Challenge;
import io.watchword.ca.attestation.plugin.NodeClaim;
import io.watchword.ca.attestation.plugin.RefusedEvidenceException;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestSvid;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class K8sPsatAttestorTest {
  private static final Challenge NEVER =
      question -> {
        throw new AssertionError("a token needs no challenge");
      };
  private static final String REVIEW = "/apis/authentication.k8s.io/v1/tokenreviews";
  private static final String POD = "/api/v1/namespaces/mesh/pods/agent-x";
  private static final String NODE = "/api/v1/nodes/node-1";

  @TempDir Path folder;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final TestCa ca = TestCa.root("example.org");
  private HttpsServer server;
  private K8sPsatAttestor attestor;

  @BeforeEach
  void start() throws Exception {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls(ca)));
    server.createContext("/", this::answer);
    server.start();
    Files.writeString(folder.resolve("ca.pem"), ca.pem());
    Files.writeString(folder.resolve("token"), "reviewer\n");
    answers.put(
        REVIEW, review("true", "watchword-ca", "system:serviceaccount:mesh:agent", "pod-uid-1"));
    answers.put(
        POD,
        """
        {"metadata": {"uid": "pod-uid-1", "labels": {"tier": "node", "secret": "x"}},
         "spec": {"nodeName": "node-1"}, "status": {"hostIP": "10.0.0.7"}}\
        """);
    answers.put(
        NODE,
        "{\"metadata\": {\"uid\": \"node-uid-1\", \"labels\": {\"zone\": \"a\", \"other\":"
            + " \"x\"}}}");
    attestor = attestor();
  }

  @AfterEach
  void stop() {
    attestor.close();
    server.stop(0);
  }

  @Test
  void attest_tokenOfAnAgentsPod_isNamedByTheNodeAndHasWhatTheApiServerSays() {
    NodeClaim claim = attestor.attest(evidence("blue", "tok"), NEVER);

    assertThat(claim.name()).isEqualTo("blue/node-uid-1");
    assertThat(claim.repeatable()).isTrue();
    assertThat(claim.selectors())
        .containsExactly(
            "k8s_psat:cluster:blue",
            "k8s_psat:agent_ns:mesh",
            "k8s_psat:agent_sa:agent",
            "k8s_psat:agent_pod_name:agent-x",
            "k8s_psat:agent_pod_uid:pod-uid-1",
            "k8s_psat:agent_node_name:node-1",
            "k8s_psat:agent_node_uid:node-uid-1",
            "k8s_psat:agent_node_ip:10.0.0.7",
            "k8s_psat:agent_pod_label:tier:node",
            "k8s_psat:agent_node_label:zone:a");
    assertThat(requests.getFirst())
        .startsWith("POST " + REVIEW + " Bearer reviewer ")
        .contains("\"token\":\"tok\"", "\"audiences\":[\"watchword-ca\"]");
  }

  @Test
  void attest_tokenThatIsNotValid_isRefused() {
    answers.put(REVIEW, review("false", "watchword-ca", "system:serviceaccount:mesh:agent", "u"));

    assertRefused("the token is not valid in that cluster");
  }

  @Test
  void attest_tokenForSomebodyElse_isRefused() {
    answers.put(REVIEW, review("true", "vault", "system:serviceaccount:mesh:agent", "u"));

    assertRefused("the token is not meant for audience `watchword-ca`");
  }

  /// An API server that knows nothing of audiences would let any token of the cluster pass.
  @Test
  void attest_apiServerThatChecksNoAudience_isRefused() {
    answers.put(
        REVIEW,
        review("true", "watchword-ca", "system:serviceaccount:mesh:agent", "u")
            .replace("\"audiences\"", "\"ignored\""));

    assertRefused("the token is not meant for audience `watchword-ca`");
  }

  @Test
  void attest_serviceAccountThatIsNoAgents_isRefused() {
    answers.put(REVIEW, review("true", "watchword-ca", "system:serviceaccount:shop:web", "u"));

    assertRefused("the token is of no service account that agents of this cluster have");
  }

  @Test
  void attest_userThatIsNoServiceAccount_isRefused() {
    answers.put(REVIEW, review("true", "watchword-ca", "admin", "u"));

    assertRefused("the token is of no service account that agents of this cluster have");
  }

  @Test
  void attest_tokenBoundToNoPod_isRefused() {
    answers.put(REVIEW, review("true", "watchword-ca", "system:serviceaccount:mesh:agent", ""));

    assertRefused("the token is bound to no pod (expected: a projected one)");
  }

  @Test
  void attest_podMadeAnewUnderItsName_isRefused() {
    answers.put(
        REVIEW, review("true", "watchword-ca", "system:serviceaccount:mesh:agent", "pod-uid-0"));

    assertRefused("the token's pod is gone");
  }

  @Test
  void attest_clusterThatIsNotOurs_isRefusedWithoutAsking() {
    assertThatThrownBy(() -> attestor.attest(evidence("green", "tok"), NEVER))
        .hasMessage("this CA knows no cluster of that name");
    assertThat(requests).isEmpty();
  }

  @Test
  void attest_apiServerIsAway_saysNothingOfWhere() {
    server.stop(0);

    assertRefused("the cluster's API server does not vouch for the token; the CA's log says why");
  }

  @Test
  void attest_nameThatWouldLeadElsewhere_isNotAskedFor() {
    answers.put(POD, answers.get(POD).replace("node-1", "../../../secrets"));

    assertRefused("the cluster's API server does not vouch for the token; the CA's log says why");
    assertThat(requests).noneMatch(request -> request.contains("secrets"));
  }

  private void assertRefused(String why) {
    assertThatThrownBy(() -> attestor.attest(evidence("blue", "tok"), NEVER))
        .isInstanceOf(RefusedEvidenceException.class)
        .hasMessage(why);
  }

  private K8sPsatAttestor attestor() {
    return new K8sPsatAttestor(
        new K8sPsatSettings(
            Map.of(
                "blue",
                new K8sPsatSettings.Cluster(
                    URI.create("https://127.0.0.1:" + server.getAddress().getPort()),
                    folder.resolve("ca.pem"),
                    folder.resolve("token"),
                    List.of("mesh:agent"),
                    "watchword-ca",
                    List.of("zone"),
                    List.of("tier"))),
            true));
  }

  private static String review(String valid, String audience, String user, String podUid) {
    String pod =
        podUid.isEmpty()
            ? ""
            : "\"authentication.kubernetes.io/pod-name\": [\"agent-x\"],"
                + " \"authentication.kubernetes.io/pod-uid\": [\""
                + podUid
                + "\"]";
    return """
    {"status": {"authenticated": %s, "audiences": ["%s"], "user": {"username": "%s", "extra": {%s}}}}\
    """
        .formatted(valid, audience, user, pod);
  }

  private static byte[] evidence(String cluster, String token) {
    return ("{\"cluster\":\"" + cluster + "\",\"token\":\"" + token + "\"}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization")
            + " "
            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String answer = answers.get(exchange.getRequestURI().getPath());
    byte[] body = (answer == null ? "{}" : answer).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static SSLContext tls(TestCa ca) throws Exception {
    TestSvid svid =
        ca.leaf(
            "spiffe://example.org/x",
            leaf -> leaf.noNames().ip((byte) 127, (byte) 0, (byte) 0, (byte) 1));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry("api", svid.key(), new char[0], svid.chain().toArray(new Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }
}
