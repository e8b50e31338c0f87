package io.watchword.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.api.record.CaRecord;
import io.watchword.ca.admin.AdminCalls;
import io.watchword.ca.admin.CaFacts;
import io.watchword.ca.admin.wire.AdminListener;
import io.watchword.ca.admin.wire.AdminService;
import io.watchword.ca.admin.wire.EntryService;
import io.watchword.ca.admin.wire.RootsService;
import io.watchword.ca.node.wire.CallFailures;
import io.watchword.ca.wire.TestOperator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The admin API over its real socket.
@Execution(ExecutionMode.CONCURRENT)
class AdminServiceTest {
  private static final String AGENT = "spiffe://example.org/watchword/agent/a";

  @TempDir Path folder;
  private Path socket;
  private TestAuthority authority;
  private AdminListener listener;
  private TestOperator operator;

  @BeforeEach
  void listen() throws Exception {
    authority = TestAuthority.on(folder.resolve("state"));
    CertificateAuthority ca = authority.ca;
    AdminCalls calls = new AdminCalls(authority.audit, e -> CallFailures.of(e).code());
    AdminService service =
        new AdminService(
            new AdminService.Parts(
                () ->
                    new CaFacts(
                        "example.org",
                        "embedded",
                        "1",
                        "127.0.0.1:1",
                        Optional.empty(),
                        Instant.EPOCH),
                ca.attestor,
                ca.admission,
                ca.anchors,
                ca.trusters,
                ca.random),
            calls);
    RootsService roots =
        new RootsService(
            new RootsService.Parts(
                ca.anchors, ca.rotation, ca.revocation, ca.outside, authority.clock),
            calls);
    ca.rotation.onChange(roots::push);
    socket = folder.resolve("run/admin.sock");
    EntryService entries = new EntryService(ca.registrar, authority.audit, calls);
    listener = AdminListener.start(socket, List.of(service, roots, entries), calls);
    operator = new TestOperator(socket);
  }

  @AfterEach
  void close() throws Exception {
    operator.close();
    listener.close();
    authority.close();
  }

  @Test
  void socket_modes_areOwnersOnly() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void getInfo_ownUser_isAnswered() {
    assertThat(operator.info()).isEqualTo("example.org embedded 127.0.0.1:1");
  }

  @Test
  void entries_createUpdateDelete_workAndAreRecorded() {
    String id = operator.createEntry("spiffe://example.org/web", AGENT);
    assertThat(operator.entries()).containsExactly("spiffe://example.org/web");
    assertThat(operator.updateHint(id, "web", 1)).isEqualTo(2);
    operator.deleteEntry(id);
    assertThat(operator.entries()).isEmpty();

    assertThat(authority.audit.records(CaRecord.Registration.class))
        .extracting(CaRecord.Registration::action)
        .containsExactly("create", "update", "delete");
    assertThat(authority.audit.records(CaRecord.Registration.class).getFirst().operator())
        .contains("pid:" + ProcessHandle.current().pid());
  }

  @Test
  void entries_updateOfAnOldRevision_isAborted() {
    String id = operator.createEntry("spiffe://example.org/web", AGENT);
    operator.updateHint(id, "web", 1);

    assertThatThrownBy(() -> operator.updateHint(id, "web2", 1))
        .hasMessage("ABORTED: ca/entry-changed: entry `" + id + "` is at revision 2, not 1");
  }

  @Test
  void createEntry_foreignTrustDomain_isRefusedAndRecordedAsRefused() {
    assertThatThrownBy(() -> operator.createEntry("spiffe://other.org/web", AGENT))
        .hasMessageContaining("INVALID_ARGUMENT: ca/entry-invalid");

    assertThat(authority.audit.records(CaRecord.AdminCall.class).getLast())
        .satisfies(
            call -> {
              assertThat(call.method()).isEqualTo("CreateEntry");
              assertThat(call.target()).isEqualTo("spiffe://other.org/web");
              assertThat(call.result()).isEqualTo("ca/entry-invalid");
            });
    assertThat(authority.audit.records(CaRecord.Registration.class)).isEmpty();
  }

  @Test
  void createEntry_auditLogUnavailable_isNotDone() {
    authority.audit.refuse(true);

    assertThatThrownBy(() -> operator.createEntry("spiffe://example.org/web", AGENT))
        .hasMessageContaining("UNAVAILABLE: ca/unrecorded");

    authority.audit.refuse(false);
    assertThat(operator.entries()).isEmpty();
  }

  @Test
  void createToken_withoutId_namesAnAgentAfterItself() {
    String token = operator.token("");

    assertThat(token).startsWith("wwt_").endsWith("." + authority.ca.anchors.current().active());
    assertThat(authority.bearer(token).id().path()).matches("/watchword/agent/[0-9a-f]{32}");
  }

  @Test
  void agents_evict_isShown() {
    authority.attest("a");

    assertThat(operator.agents()).containsExactly(AGENT + " attested");
    assertThat(operator.evict(AGENT)).isEqualTo("evicted");
    assertThat(operator.agents()).containsExactly(AGENT + " evicted");
  }

  @Test
  void evict_unknownAgent_isNotFound() {
    assertThatThrownBy(() -> operator.evict("spiffe://example.org/watchword/agent/nobody"))
        .hasMessageContaining("NOT_FOUND: ca/agent-unknown");
  }

  @Test
  void showBundle_document_isASpiffeBundle() {
    assertThat(operator.bundle()).contains("spiffe_sequence", "x509-svid");
  }

  @Test
  void rotate_dryRun_tellsThePlanOnly() {
    assertThat(operator.plan()).isNotEmpty();
    assertThat(authority.ca.rotation.underWay()).isEmpty();
  }

  @Test
  void rotate_idleCa_isDoneAtOnceAndWatchEnds() {
    assertThat(operator.rotate()).isEqualTo("DONE");

    List<String> states = new ArrayList<>();
    operator.watch().forEachRemaining(status -> states.add(status.getState()));
    assertThat(states).containsExactly("DONE");
  }

  @Test
  void rotate_second_isAFailedPrecondition() {
    authority.attest("a");
    operator.rotate();

    assertThatThrownBy(operator::rotate)
        .hasMessageContaining("FAILED_PRECONDITION: ca/rotation-under-way");
  }

  @Test
  void watch_rotationUnderWay_followsItToItsEnd() {
    authority.attest("a");
    assertThat(operator.rotate()).isEqualTo("TRUST_PUBLISHED");
    var states = operator.watch();
    assertThat(states.next().getState()).isEqualTo("TRUST_PUBLISHED");

    assertThat(operator.resume(AGENT, "scrapped")).isEqualTo("DONE");

    List<String> rest = new ArrayList<>();
    states.forEachRemaining(status -> rest.add(status.getState()));
    assertThat(rest).contains("LEAVES_REISSUED").endsWith("DONE");
  }

  @Test
  void revoke_activeRoot_isRefusedWithWhoNeedsIt() {
    assertThat(operator.revoke(authority.ca.anchors.current().active()))
        .contains("ca signs with it");
  }
}
