package io.watchword.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.watchword.ca.attestation.AttestationException;
import io.watchword.ca.attestation.Node;
import io.watchword.ca.attestation.NodeStatus;
import io.watchword.ca.attestation.Nodes;
import io.watchword.ca.journal.JournalException;
import io.watchword.ca.registration.Entry;
import io.watchword.ca.registration.RegistrationException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.tests.kit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Entries, nodes and tokens: kept, locked, used once, and there after whatever happened.
@Execution(ExecutionMode.CONCURRENT)
class RegistrationTest {
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
  void entry_created_isThereAfterARestart() {
    Entry entry = authority.entry("/web", TestAuthority.agentId("a"));

    authority = authority.restarted();

    assertThat(authority.ca.registrar.all()).containsExactly(entry);
  }

  @Test
  void entry_viewOfTheStoreLost_comesBackFromTheJournal() throws Exception {
    Entry entry = authority.entry("/web", TestAuthority.agentId("a"));
    authority.close();
    try (Stream<Path> files = Files.list(folder.resolve("store"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }

    authority = TestAuthority.on(folder);

    assertThat(authority.ca.registrar.all()).containsExactly(entry);
  }

  @Test
  void entry_viewOfTheStoreBroken_isMadeAnew() throws Exception {
    Entry entry = authority.entry("/web", TestAuthority.agentId("a"));
    authority.close();
    Files.writeString(folder.resolve("store/registration.mv.db"), "this is no database");

    authority = TestAuthority.on(folder);

    assertThat(authority.ca.registrar.all()).containsExactly(entry);
  }

  @Test
  void entry_viewOfAnotherJournal_isMadeAnew() throws Exception {
    authority.entry("/web", TestAuthority.agentId("a"));
    authority.close();
    Files.delete(folder.resolve("registration.journal"));

    authority = TestAuthority.on(folder);

    assertThat(authority.ca.registrar.all()).isEmpty();
  }

  @Test
  void entry_fullDisk_isRefusedAndNotThere() {
    authority.disk.full(true);

    assertThatThrownBy(() -> authority.entry("/web", TestAuthority.agentId("a")))
        .isInstanceOf(JournalException.class);
    assertThat(authority.ca.registrar.all()).isEmpty();
    assertThat(authority.ca.store.problem()).contains("No space left on device");
  }

  @Test
  void entry_sameAgain_isRefused() {
    Entry entry = authority.entry("/web", TestAuthority.agentId("a"));

    assertThatThrownBy(() -> authority.entry("/web", TestAuthority.agentId("a")))
        .hasMessage(
            "entry `" + entry.entryId() + "` says the same of parent, selectors and SPIFFE ID");
  }

  @Test
  void update_revisionOfBefore_isRefused() {
    Entry entry = authority.entry("/web", TestAuthority.agentId("a"));
    authority.ca.registrar.replace(authority.ca.registrar.revise(entry));

    assertThatThrownBy(() -> authority.ca.registrar.revise(entry))
        .hasMessage("entry `" + entry.entryId() + "` is at revision 2, not 1");
  }

  @Test
  void update_revisionZero_takesWhateverIsThere() {
    Entry entry = authority.entry("/web", TestAuthority.agentId("a"));
    Entry anyRevision = entry.as(entry.entryId(), 0, Instant.EPOCH);

    Entry revised = authority.ca.registrar.revise(anyRevision);
    authority.ca.registrar.replace(revised);

    assertThat(authority.ca.registrar.show(entry.entryId()).revision()).isEqualTo(2);
    assertThat(revised.createdAt()).isEqualTo(entry.createdAt());
  }

  @Test
  void update_twoAtOnce_oneLoses() {
    Entry entry = authority.entry("/web", TestAuthority.agentId("a"));
    Entry first = authority.ca.registrar.revise(entry);
    Entry second = authority.ca.registrar.revise(entry);
    authority.ca.registrar.replace(first);

    assertThatThrownBy(() -> authority.ca.registrar.replace(second))
        .isInstanceOf(RegistrationException.class)
        .hasMessageContaining("was changed at the same time");
  }

  @Test
  void token_twoAgentsAtOnce_oneComesIn() throws Exception {
    String token = authority.token("a");
    Callable<Boolean> attempt =
        () -> {
          try {
            authority.bearer(token);
            return true;
          } catch (AttestationException e) {
            return false;
          }
        };
    int came = 0;
    try (ExecutorService agents = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> result : agents.invokeAll(Collections.nCopies(8, attempt))) {
        came += result.get() ? 1 : 0;
      }
    }
    assertThat(came).isEqualTo(1);
  }

  @Test
  void token_usedBeforeARestart_staysUsed() {
    String token = authority.token("a");
    authority.bearer(token);

    authority = authority.restarted();

    assertThatThrownBy(() -> authority.bearer(token))
        .hasMessage("the join token is unknown, used or expired");
  }

  @Test
  void token_notUsedBeforeARestart_counts() {
    String token = authority.token("a");

    authority = authority.restarted();

    assertThat(authority.bearer(token).id()).isEqualTo(TestAuthority.agentId("a"));
  }

  @Test
  void token_expired_isRefused() {
    String token = authority.token("a");
    authority.clock.advance(Duration.ofMinutes(10));

    assertThatThrownBy(() -> authority.bearer(token))
        .hasMessage("the join token is unknown, used or expired");
  }

  @Test
  void token_kept_isAHashOnly() throws Exception {
    String token = authority.token("a");

    String secret = token.substring("wwt_".length(), token.indexOf('.'));
    assertThat(Files.readString(folder.resolve("registration.journal"))).doesNotContain(secret);
    assertThat(secret).hasSize(43);
  }

  @Test
  void token_forAnIdThatIsNoAgents_isRefused() {
    assertThatThrownBy(
            () ->
                authority.ca.attestor.newToken(
                    Optional.of(SpiffeId.parse("spiffe://example.org/web")),
                    Duration.ofMinutes(1),
                    "00",
                    authority.ca.random))
        .hasMessage(
            "SPIFFE ID `spiffe://example.org/web` (expected:"
                + " `spiffe://example.org/watchword/agent/NAME`)");
  }

  @Test
  void token_bannedAgent_isRefused() {
    authority.attest("a");
    authority.ca.admission.dismiss(TestAuthority.agentId("a"), NodeStatus.BANNED, "test");

    assertThatThrownBy(() -> authority.token("a"))
        .hasMessage("agent `spiffe://example.org/watchword/agent/a` is banned");
  }

  @Test
  void node_banned_staysBannedAfterARestart() {
    authority.attest("a");
    authority.ca.admission.dismiss(TestAuthority.agentId("a"), NodeStatus.BANNED, "test");

    authority = authority.restarted();

    assertThat(authority.ca.admission.all())
        .extracting(Node::status)
        .containsExactly(NodeStatus.BANNED);
  }

  @Test
  void tokens_take_unknown_isEmpty() {
    assertThat(authority.ca.store.tokens().take("00", authority.clock.instant())).isEmpty();
  }

  @Test
  void change_ofAnAgentThatIsBannedMeanwhile_staysBanned() {
    authority.attest("a");
    Nodes nodes = authority.ca.store.nodes();
    Instant later = authority.clock.instant().plusSeconds(60);
    Thread ban =
        new Thread(
            () ->
                authority.ca.admission.dismiss(
                    TestAuthority.agentId("a"), NodeStatus.BANNED, "test"));

    nodes.change(
        TestAuthority.agentId("a"),
        node -> {
          ban.start();
          Await.until("the ban waits", () -> isHeld(ban));
          return node.withSvidUntil(later);
        });
    Await.until("the ban is over", () -> !ban.isAlive());

    assertThat(nodes.all())
        .extracting(Node::status, Node::svidNotAfter)
        .containsExactly(tuple(NodeStatus.BANNED, later));
  }

  private static boolean isHeld(Thread thread) {
    return switch (thread.getState()) {
      case BLOCKED, WAITING, TIMED_WAITING -> true;
      case NEW, RUNNABLE, TERMINATED -> false;
    };
  }
}
