package io.watchword.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.watchword.ca.attestation.NodeStatus;
import io.watchword.ca.authority.Truster;
import io.watchword.ca.node.NodeTls;
import io.watchword.ca.node.wire.NodeListener;
import io.watchword.ca.node.wire.NodeService;
import io.watchword.ca.wire.TestNode;
import io.watchword.ca.wire.TestNode.Outcome;
import io.watchword.ca.wire.TestNode.State;
import io.watchword.identity.svid.VerifiedX509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.tests.kit.Await;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A node against the CA's gRPC service over real TLS, without an agent.
@Execution(ExecutionMode.CONCURRENT)
class NodeServiceTest {
  @TempDir Path folder;
  private TestAuthority authority;
  private NodeService service;
  private NodeListener listener;

  @BeforeEach
  void listen() throws Exception {
    authority = TestAuthority.on(folder);
    CertificateAuthority ca = authority.ca;
    service =
        new NodeService(
            new NodeService.Parts(
                ca.admission,
                ca.issuer,
                ca.registrar,
                ca.anchors,
                ca.trusters,
                ca.rotation,
                ca.federation.federations,
                Duration.ofHours(1)));
    ca.anchors.onChange(service::push);
    ca.store.onChange(service::push);
    listener =
        NodeListener.start(
            new InetSocketAddress("127.0.0.1", 0),
            service,
            new NodeTls(ca.identity, ca.anchors, authority.clock));
  }

  @AfterEach
  void close() {
    listener.close();
    authority.close();
  }

  @Test
  void attest_joinToken_givesANodeSvidUnderTheTokensRoot() {
    String token = authority.token("a");

    try (TestNode node = attested(token)) {
      VerifiedX509Svid svid =
          new X509SvidValidator()
              .validate(node.chain(), authority.ca.anchors.bundles(), authority.clock.instant());
      assertThat(svid.id()).isEqualTo(TestAuthority.agentId("a"));
      assertThat(token).endsWith("." + node.serverRootSha256());
      assertThat(node.serverId()).isEqualTo("spiffe://example.org/watchword/ca");
    }
  }

  @Test
  void attest_sameTokenAgain_isUnauthenticated() {
    String token = authority.token("a");
    attested(token).close();

    assertThatThrownBy(() -> attested(token))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage(
            "UNAUTHENTICATED: ca/token-refused: the join token is unknown, used or expired");
  }

  @Test
  void attest_brokenRequest_doesNotSpendTheToken() {
    String token = authority.token("a");

    assertThatThrownBy(() -> TestNode.attest(port(), token, new byte[] {1, 2, 3}))
        .hasMessageContaining("INVALID_ARGUMENT: ca/csr-malformed");

    attested(token).close();
  }

  @Test
  void sync_entryCreated_isPushed() {
    try (TestNode node = attested(authority.token("a"))) {
      List<State> states = node.sync();
      Await.until("the first state", () -> states.size() == 1);
      assertThat(states.getFirst().entries()).isEmpty();

      authority.entry("/web", TestAuthority.agentId("a"));

      Await.until("the entry", () -> states.getLast().entries().size() == 1);
      assertThat(states.getLast().issuingRootSha256())
          .isEqualTo(authority.ca.anchors.current().active());
    }
  }

  @Test
  void issue_ordersOfTwoEntries_eachSucceedsOrFailsAlone() {
    try (TestNode node = attested(authority.token("a"))) {
      String own = authority.entry("/web", TestAuthority.agentId("a")).entryId();
      String foreign = authority.entry("/db", TestAuthority.agentId("b")).entryId();

      List<Outcome> outcomes = node.issue(List.of(own, foreign, "nothing"));

      assertThat(outcomes)
          .extracting(Outcome::text)
          .containsExactly("spiffe://example.org/web", "ca/entry-not-yours", "ca/entry-unknown");
    }
  }

  @Test
  void renew_withoutCertificate_isUnauthenticated() {
    try (TestNode stranger = TestNode.anonymous(port())) {
      assertThatThrownBy(stranger::renew)
          .hasMessageContaining("UNAUTHENTICATED: ca/agent-unverified");
    }
  }

  @Test
  void renew_evictedAgent_isDenied() {
    try (TestNode node = attested(authority.token("a"))) {
      authority.ca.admission.dismiss(TestAuthority.agentId("a"), NodeStatus.EVICTED, "test");

      assertThatThrownBy(node::renew)
          .hasMessage(
              "PERMISSION_DENIED: ca/agent-evicted: agent"
                  + " `spiffe://example.org/watchword/agent/a` was evicted");
    }
  }

  @Test
  void sync_agentBannedWhileConnected_endsWithADenial() {
    try (TestNode node = attested(authority.token("a"))) {
      List<State> states = node.sync();
      Await.until("the first state", () -> states.size() == 1);

      authority.ca.admission.dismiss(TestAuthority.agentId("a"), NodeStatus.BANNED, "test");

      Await.until("the end", () -> node.syncEnd().isPresent());
      assertThat(node.syncEnd().orElseThrow().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }
  }

  @Test
  void attest_evictedAgentWithANewToken_comesBack() {
    attested(authority.token("a")).close();
    authority.ca.admission.dismiss(TestAuthority.agentId("a"), NodeStatus.EVICTED, "test");
    authority.clock.advance(Duration.ofMinutes(1));

    try (TestNode again = attested(authority.token("a"))) {
      again.renew();
    }
  }

  @Test
  void renew_svidFromBeforeTheEviction_staysRefused() {
    try (TestNode before = attested(authority.token("a"))) {
      authority.ca.admission.dismiss(TestAuthority.agentId("a"), NodeStatus.EVICTED, "test");
      authority.clock.advance(Duration.ofMinutes(1));
      attested(authority.token("a")).close();

      assertThatThrownBy(before::renew).hasMessageContaining("ca/agent-evicted");
    }
  }

  @Test
  void report_ownTrust_isRemembered() {
    try (TestNode node = attested(authority.token("a"))) {
      int again = node.report(authority.ca.anchors.current().active());

      assertThat(again).isEqualTo(2000);
      assertThat(authority.ca.trusters.all())
          .extracting(Truster::spiffeId)
          .containsExactly("spiffe://example.org/watchword/agent/a");
      assertThat(authority.ca.trusters.all().getFirst().report().bundleSequence()).isEqualTo(1);
    }
  }

  @Test
  void rotation_distrustedNodeSvid_isRefusedOnTheOpenConnection() {
    try (TestNode node = attested(authority.token("a"))) {
      authority.ca.rotation.start(authority.order());
      node.report(newRoot());
      authority.ca.rotation.advance();
      // The node lies: it says that it presents nothing old, and goes on with its old certificate.
      authority.ca.rotation.resume("uid:0 pid:1", "spiffe://example.org/watchword/agent/a", "test");

      assertThat(authority.ca.rotation.status().rotation().orElseThrow().state().isOver()).isTrue();
      assertThatThrownBy(node::renew).hasMessageContaining("ca/agent-unverified");
    }
  }

  @Test
  void server_afterTheSwitch_presentsTheNewRoot() {
    try (TestNode node = attested(authority.token("a"))) {
      String old = node.serverRootSha256();
      authority.ca.rotation.start(authority.order());
      node.report(newRoot());
      authority.ca.rotation.advance();

      try (TestNode other = attested(authority.token("b"))) {
        assertThat(other.serverRootSha256()).isNotEqualTo(old);
      }
    }
  }

  private String newRoot() {
    return authority.ca.anchors.current().roots().getLast().sha256();
  }

  private TestNode attested(String token) {
    return TestNode.attest(port(), token);
  }

  private int port() {
    return listener.port();
  }
}
