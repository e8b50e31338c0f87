package io.watchword.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.agent.node.plugin.NodeProof;
import io.watchword.agent.node.plugin.NodeProver;
import io.watchword.agent.node.plugin.NodeProverProvider;
import io.watchword.platform.bootstrap.config.ConfigReader;
import io.watchword.platform.diagnostics.InvalidInputException;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestSvid;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Agents that come without a join token.
class WayInTest {

  @TempDir Path folder;
  private AgentHouse house;

  @BeforeEach
  void build() {
    house = new AgentHouse(folder);
  }

  @AfterEach
  void close() throws Exception {
    house.close();
  }

  @Test
  void attest_byCertificate_isLetIn() throws Exception {
    byCertificate().startAgent();
    Await.until("the agent is ready", house.health::ready);

    assertThat(house.ca.attestations).containsExactly("x509pop");
  }

  @Test
  void expired_agentThatCanProveItself_isLetInAgain() throws Exception {
    byCertificate().startAgent();
    Await.until("the agent is ready", house.health::ready);
    house.stopAgent();
    house.clock.advance(Duration.ofHours(5));

    house.startAgent();
    Await.until("let in again", () -> house.ca.attestations.size() == 2);
    Await.until("the agent is ready", house.health::ready);
  }

  /// What can be repeated is kept for the need: a CA that is away is no reason.
  @Test
  void lost_agentThatCanProveItself_keepsItsIdentity() throws Exception {
    byCertificate().startAgent();
    Await.until("the agent is ready", house.health::ready);
    house.ca.stop();
    Await.until("no contact", () -> house.why("ca-connection").startsWith("no contact"));

    house.ca.start();
    Await.until("contact again", house.health::ready);
    assertThat(house.ca.attestations).hasSize(1);
  }

  @Test
  void attest_keyThatCannotBeRead_isTriedAgainWhenItCan() throws Exception {
    byCertificate();
    Path key = folder.resolve("node.key");
    Path hidden = folder.resolve("hidden.key");
    Files.move(key, hidden);
    house.startAgent();
    Await.until("it says so", () -> house.why("node-svid").contains("cannot prove itself"));

    assertThat(house.why("node-svid"))
        .startsWith("this node cannot prove itself: `" + key + "` cannot be read: ")
        .endsWith("; trying again by `x509pop`");
    Files.move(hidden, key);
    Await.until("the agent is ready", house.health::ready);
  }

  @Test
  void attest_hostName_servesTheSecretNoLongerThanNecessary() throws Exception {
    house.introducedBy("{ http-challenge: { hostname: a.test, listen: \"127.0.0.1:0\" } }");
    house.startAgent();
    Await.until("the agent is ready", house.health::ready);

    assertThat(house.ca.attestations).containsExactly("http_challenge");
  }

  @Test
  void attest_caWithAnotherRoot_isShownNothing() throws Exception {
    byCertificate();
    house.ca.issueUnder(TestCa.root(FakeCa.TRUST_DOMAIN));
    house.ca.stop();
    house.ca.start();
    house.startAgent();
    Await.until("it tried", () -> house.why("node-svid").contains("not our CA"));

    assertThat(house.ca.attestations).isEmpty();
  }

  @Test
  void config_attestWithoutAWayToKnowTheCa_isAnInputError() {
    assertThat(refusal("ca: { address: \"127.0.0.1:1\" }"))
        .contains(
            "attest without ca.trust-bundle or ca.root-sha256 would take anybody for the CA"
                + " (expected: one of them)");
  }

  @Test
  void config_attestBesideATokenFile_isAnInputError() {
    assertThat(refusal("ca: { address: \"127.0.0.1:1\", token-file: t }"))
        .contains("ca.token-file and attest exclude each other (expected: one of them)");
  }

  @Test
  void config_digestThatIsNone_isAnInputError() {
    assertThat(refusal("ca: { address: \"127.0.0.1:1\", root-sha256: [abc] }"))
        .contains("root-sha256 `abc` (expected: 64 hexadecimal digits in lower case)");
  }

  @Test
  void plugin_unknown_isAnInputErrorWithASuggestion() {
    assertThatThrownBy(
            () ->
                WayInChoice.plugin(
                    new Attest.Plugin("aws_idd", Map.of()),
                    "example.org",
                    List.of(new Provider("aws_iid"))))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e -> {
              assertThat(e.diagnostics().getFirst().message())
                  .isEqualTo(
                      "`attest.plugin.type` `aws_idd`: no such plug-in is on the class path");
              assertThat(e.diagnostics().getFirst().help()).contains("did you mean `aws_iid`?");
            });
  }

  @Test
  void plugin_known_isMadeOfItsOptions() {
    NodeProver prover =
        WayInChoice.plugin(
            new Attest.Plugin("aws_iid", Map.of("account", "7")),
            "example.org",
            List.of(new Provider("aws_iid")));

    assertThat(prover.prove().evidence()).isEqualTo("7".getBytes(StandardCharsets.UTF_8));
  }

  private AgentHouse byCertificate() throws Exception {
    TestSvid node = TestCa.root("machines.test").leaf("spiffe://machines.test/x");
    Files.writeString(folder.resolve("node.pem"), node.certificatePem());
    Files.writeString(folder.resolve("node.key"), node.keyPem());
    return house.introducedBy("{ x509pop: { certificate: node.pem, key: node.key } }");
  }

  private String refusal(String ca) {
    try {
      ConfigReader.parse(
          folder.resolve("agent.yaml").toString(),
          """
          trust-domain: example.org
          state: s
          %s
          workload-api: unix:a.sock
          health: 127.0.0.1:0
          attest: { k8s-psat: { cluster: blue } }
          """
              .formatted(ca),
          AgentConfig.class);
      throw new AssertionError("it was read");
    } catch (InvalidInputException e) {
      return e.diagnostics().getFirst().message();
    }
  }

  private record Provider(String type) implements NodeProverProvider {
    @Override
    public NodeProver create(String trustDomain, Map<String, String> options) {
      return new Prover(type, options);
    }
  }

  private record Prover(String type, Map<String, String> options) implements NodeProver {
    @Override
    public NodeProof prove() {
      return new NodeProof() {
        @Override
        public byte[] evidence() {
          return options.get("account").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] answer(byte[] challenge) {
          return challenge;
        }
      };
    }
  }
}
