package io.watchword.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.watchword.ca.attestation.NodeStatus;
import io.watchword.ca.authority.Truster;
import io.watchword.ca.node.Arrivals;
import io.watchword.ca.node.NodeTls;
import io.watchword.ca.node.wire.NodeListener;
import io.watchword.ca.node.wire.NodeService;
import io.watchword.ca.registration.Entry;
import io.watchword.ca.registration.IdTemplate;
import io.watchword.ca.wire.TestNode;
import io.watchword.ca.wire.TestNode.Outcome;
import io.watchword.ca.wire.TestNode.State;
import io.watchword.identity.svid.VerifiedX509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.FakeClock;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
                ca.jwtIssuer,
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
            new NodeTls(ca.identity, ca.anchors, authority.clock),
            new Arrivals(
                1,
                10,
                () -> Duration.between(FakeClock.START, authority.clock.instant()).toNanos()));
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
  void sync_manyEntries_comeInParts() {
    for (int i = 0; i < 2_500; i++) {
      authority.entry("/workload/" + i, TestAuthority.agentId("a"));
    }
    try (TestNode node = attested(authority.token("a"))) {
      List<State> parts = node.sync();
      Await.until("the last part", () -> parts.stream().anyMatch(part -> !part.more()));

      assertThat(parts).extracting(part -> part.entries().size()).containsExactly(1000, 1000, 500);
      assertThat(parts).allMatch(State::whole);
      assertThat(parts.getLast().roots()).hasSize(1);
    }
  }

  @Test
  void sync_laterStates_sayOnlyWhatChanged() {
    String web = authority.entry("/web", TestAuthority.agentId("a")).entryId();
    authority.entry("/db", TestAuthority.agentId("a"));
    try (TestNode node = attested(authority.token("a"))) {
      List<State> states = node.sync();
      Await.until("the first state", () -> states.size() == 1);

      Entry shown = authority.ca.registrar.show(web);
      authority.ca.registrar.replace(authority.ca.registrar.revise(shown));
      Await.until("the update", () -> states.size() == 2);
      assertThat(states.getLast().whole()).isFalse();
      assertThat(states.getLast().entries()).containsExactly("spiffe://example.org/web");

      authority.ca.registrar.delete(web);
      Await.until("the deletion", () -> states.size() == 3);
      assertThat(states.getLast().removed()).containsExactly(web);
      assertThat(states.getLast().entries()).isEmpty();
    }
  }

  @Test
  void sync_entriesOfOthers_sendNothing() {
    try (TestNode node = attested(authority.token("a"))) {
      List<State> states = node.sync();
      Await.until("the first state", () -> states.size() == 1);

      authority.entry("/elsewhere", TestAuthority.agentId("b"));
      authority.entry("/here", TestAuthority.agentId("a"));
      Await.until("the own one", () -> states.size() == 2);
      service.push();

      assertThat(states.getLast().entries()).containsExactly("spiffe://example.org/here");
      assertThat(states).hasSize(2);
    }
  }

  @Test
  void sync_entryThatEndsByItself_isTakenBack() {
    Entry wanted =
        new Entry(
            "short",
            IdTemplate.parse("spiffe://example.org/short"),
            TestAuthority.agentId("a"),
            List.of("unix:uid:1"),
            Optional.empty(),
            Optional.empty(),
            "",
            List.of(),
            List.of(),
            Set.of(),
            "",
            0,
            Instant.EPOCH,
            Optional.of(authority.clock.instant().plusSeconds(60)));
    authority.ca.registrar.add(authority.ca.registrar.draft(wanted));
    try (TestNode node = attested(authority.token("a"))) {
      List<State> states = node.sync();
      Await.until("the first state", () -> states.size() == 1);
      assertThat(states.getFirst().entries()).hasSize(1);

      authority.clock.advance(Duration.ofSeconds(61));
      service.push();

      Await.until("the end", () -> states.getLast().removed().contains("short"));
    }
  }

  @Test
  void sync_moreAgentsThanCanBeTakenInAtOnce_areToldWhenToComeAgain() {
    try (TestNode node = attested(authority.token("a"))) {
      for (int i = 0; i < 9; i++) {
        List<State> states = node.sync();
        Await.until("it is served", () -> states.size() == 1);
      }
      List<State> refused = node.sync();
      Await.until("it is turned away", () -> node.syncEnd().isPresent());

      assertThat(node.syncEnd().orElseThrow().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(node.syncEnd().orElseThrow().getDescription())
          .isEqualTo("too many agents come at once: come again in 10000 ms");
      assertThat(refused).isEmpty();
      // Who is in, is served on.
      assertThat(node.issue(List.of("nothing"))).hasSize(1);
      authority.clock.advance(Duration.ofSeconds(1));
      List<State> later = node.sync();
      Await.until("it is let in", () -> later.size() == 1);
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
      assertThat(authority.ca.trusters.all().getFirst().report().bundleSequence()).isEqualTo(2);
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
