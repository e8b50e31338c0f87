package io.watchword.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.ca.attestation.AttestedAgent;
import io.watchword.ca.attestation.Node;
import io.watchword.ca.attestation.NodeStatus;
import io.watchword.ca.issuance.IssuedSvid;
import io.watchword.ca.registration.Entry;
import io.watchword.ca.registration.IdTemplate;
import io.watchword.identity.id.SpiffeId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeAliasTest {
  private static final SpiffeId CA = SpiffeId.parse("spiffe://example.org/watchword/ca");
  private static final SpiffeId BLUE = SpiffeId.parse("spiffe://example.org/nodes/blue");

  @TempDir Path folder;
  private TestAuthority authority;

  @BeforeEach
  void open() {
    authority = TestAuthority.on(folder);
  }

  @AfterEach
  void close() {
    authority.close();
  }

  @Test
  void servedBy_nodeWithEverySelectorOfAnAlias_hasTheAliasesEntriesToo() {
    entry("/nodes/blue", CA, "x509pop:ca:ab", "x509pop:zone:blue");
    Entry own = entry("/own", TestAuthority.agentId("a"), "unix:uid:1");
    Entry shared = entry("/shared", BLUE, "unix:uid:2");
    AttestedAgent agent = agent("a", "x509pop:ca:ab", "x509pop:zone:blue", "x509pop:subject:cn:a");

    assertThat(authority.ca.registrar.servedBy(agent).entries()).containsExactly(own, shared);
    assertThat(authority.ca.registrar.workload(agent, shared.entryId(), Map.of()).id().path())
        .isEqualTo("/shared");
  }

  @Test
  void workload_nodeThatLacksASelectorOfTheAlias_isRefused() {
    entry("/nodes/blue", CA, "x509pop:ca:ab", "x509pop:zone:blue");
    Entry shared = entry("/shared", BLUE, "unix:uid:2");
    AttestedAgent agent = agent("a", "x509pop:ca:ab", "x509pop:zone:green");

    assertThat(authority.ca.registrar.servedBy(agent).entries()).isEmpty();
    assertThatThrownBy(() -> authority.ca.registrar.workload(agent, shared.entryId(), Map.of()))
        .hasMessage(
            "entry `"
                + shared.entryId()
                + "` belongs to `spiffe://example.org/nodes/blue`, not to"
                + " `spiffe://example.org/watchword/agent/a`");
  }

  @Test
  void servedBy_aliasTakenAway_countsForNothing() {
    Entry alias = entry("/nodes/blue", CA, "x509pop:zone:blue");
    entry("/shared", BLUE, "unix:uid:2");
    AttestedAgent agent = agent("a", "x509pop:zone:blue");
    authority.ca.registrar.delete(alias.entryId());

    assertThat(authority.ca.registrar.servedBy(agent).entries()).isEmpty();
  }

  /// An alias is a name for nodes, not an identity for workloads.
  @Test
  void servedBy_theAliasItself_isServedToNobody() {
    Entry alias = entry("/nodes/blue", CA, "x509pop:zone:blue");
    AttestedAgent agent = agent("a", "x509pop:zone:blue");

    assertThat(authority.ca.registrar.servedBy(agent).entries()).isEmpty();
    assertThatThrownBy(() -> authority.ca.registrar.workload(agent, alias.entryId(), Map.of()))
        .hasMessageContaining("belongs to `spiffe://example.org/watchword/ca`");
  }

  /// The ID of an alias must not be an agent's: that would hand its entries to others.
  @Test
  void check_aliasNamedAsAnAgent_isRefused() {
    assertThatThrownBy(() -> entry("/watchword/agent/b", CA, "x509pop:zone:blue"))
        .hasMessage(
            "SPIFFE ID `spiffe://example.org/watchword/agent/b` is kept for the CA and its agents");
  }

  @Test
  void check_aliasWithATemplate_isRefused() {
    assertThatThrownBy(() -> entry("/nodes/{x509pop:zone}", CA, "x509pop:ca:ab"))
        .hasMessage(
            "an alias of nodes, whose parent is the CA, has a template or traits (expected: one ID"
                + " and no traits)");
  }

  /// What the CA found out is what counts, whatever the agent says of itself later.
  @Test
  void recognise_agentComesBack_hasTheSelectorsOfItsAttestation() {
    IssuedSvid node = authority.attest("a");
    authority.ca.store.nodes().change(node.id(), known -> with(known, "x509pop:zone:blue"));
    authority = authority.restarted();

    assertThat(authority.agent(node).selectors()).containsExactly("x509pop:zone:blue");
  }

  private AttestedAgent agent(String name, String... selectors) {
    IssuedSvid node = authority.attest(name);
    authority.ca.store.nodes().change(node.id(), known -> with(known, selectors));
    return authority.agent(node);
  }

  private static Node with(Node known, String... selectors) {
    Instant end = known.attestedAt().plus(Duration.ofHours(1));
    return new Node(
        known.id(),
        NodeStatus.ATTESTED,
        known.attestationType(),
        List.of(selectors),
        known.attestedAt(),
        end);
  }

  private Entry entry(String path, SpiffeId parent, String... selectors) {
    Entry draft =
        authority.ca.registrar.draft(
            Entry.wanted(
                IdTemplate.parse("spiffe://example.org" + path), parent, List.of(selectors)));
    authority.ca.registrar.add(draft);
    return draft;
  }
}
