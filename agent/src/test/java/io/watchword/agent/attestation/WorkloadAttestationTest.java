package io.watchword.agent.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.agent.attestation.plugin.FailedAttestationException;
import io.watchword.agent.attestation.plugin.Selector;
import io.watchword.agent.attestation.plugin.Workload;
import io.watchword.agent.attestation.plugin.WorkloadAttestor;
import io.watchword.agent.attestation.unix.AccountNames;
import io.watchword.agent.attestation.unix.UnixAttestor;
import io.watchword.tests.kit.Rule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadAttestationTest {

  @TempDir Path folder;
  private Path proc;
  private WorkloadAttestation attestation;

  @BeforeEach
  void build() throws IOException {
    proc = folder.resolve("proc");
    Files.writeString(
        folder.resolve("passwd"),
        "root:x:0:0::/root:/bin/sh\n#no:x:7:7\nbroken\nweb:x:1001:1001::/:/bin/sh\n");
    Files.writeString(folder.resolve("group"), "web:x:1001:\nlogs:x:2000:web\n");
    attestation = with();
  }

  private WorkloadAttestation with(WorkloadAttestor... more) {
    List<WorkloadAttestor> attestors = new ArrayList<>(List.of(more));
    attestors.addFirst(
        new UnixAttestor(
            new ProcessTable(proc),
            new AccountNames(folder.resolve("passwd")),
            new AccountNames(folder.resolve("group")),
            Optional.empty()));
    return new WorkloadAttestation(new ProcessTable(proc), attestors, Runnable::run);
  }

  private Caller attest(UnixPeer peer) {
    return attest(peer, identify(peer));
  }

  private Caller attest(UnixPeer peer, ProcessKey process) {
    try {
      return attestation.attest(peer, process).join();
    } catch (CompletionException e) {
      throw (RuntimeException) e.getCause();
    }
  }

  private ProcessKey identify(UnixPeer peer) {
    return attestation.identify(peer, OptionalInt.empty());
  }

  @Test
  @Rule({"WE-13", "WE-14"})
  void attest_livingProcess_hasAllThatTheKernelKnows() throws IOException {
    process(42, "web server) R", 777, "S");
    UnixPeer peer = new UnixPeer(42, 1001, 1001);

    Caller caller = attest(peer);

    assertThat(caller.selectors())
        .containsExactlyInAnyOrder(
            "unix:uid:1001",
            "unix:gid:1001",
            "unix:user:web",
            "unix:group:web",
            "unix:path:/bin/sh",
            "unix:supplementary_gid:2000",
            "unix:supplementary_group:logs",
            "unix:supplementary_gid:2001");
    assertThat(caller.process()).isEqualTo(new ProcessKey(42, 777));
  }

  @Test
  void attest_processIdGivenToAnother_isRefused() throws IOException {
    process(42, "web", 777, "S");
    UnixPeer peer = new UnixPeer(42, 1001, 1001);
    ProcessKey noted = identify(peer);
    process(42, "other", 778, "S");

    assertThatThrownBy(() -> attest(peer, noted))
        .isInstanceOf(AttestationException.class)
        .hasMessage("process 42 has ended: who holds its connection is not known");
  }

  @Test
  void attest_processThatEndedBeforeWeLooked_isRefused() throws IOException {
    UnixPeer peer = new UnixPeer(42, 1001, 1001);
    ProcessKey noted = identify(peer);
    process(42, "another", 9, "S");

    assertThatThrownBy(() -> attest(peer, noted)).isInstanceOf(AttestationException.class);
  }

  @Test
  void attest_zombie_isRefused() throws IOException {
    process(42, "web", 777, "Z");
    UnixPeer peer = new UnixPeer(42, 1001, 1001);

    assertThatThrownBy(() -> attest(peer, new ProcessKey(42, 777)))
        .isInstanceOf(AttestationException.class);
  }

  @Test
  void attest_peerOfAnotherNamespace_hasUserAndGroupOnly() {
    UnixPeer peer = new UnixPeer(0, 1001, 3);

    assertThat(attest(peer).selectors())
        .containsExactlyInAnyOrder("unix:uid:1001", "unix:gid:3", "unix:user:web");
  }

  @Test
  void attest_programFileReplaced_hasNoPath() throws IOException {
    process(42, "web", 777, "S");
    Files.delete(proc.resolve("42/exe"));
    Files.createSymbolicLink(proc.resolve("42/exe"), Path.of("/opt/web (deleted)"));
    UnixPeer peer = new UnixPeer(42, 1001, 1001);

    assertThat(attest(peer).selectors()).noneMatch(selector -> selector.startsWith("unix:path:"));
  }

  @Test
  void attest_largestUser_isUnsigned() {
    UnixPeer peer = new UnixPeer(0, -2, -1);

    assertThat(attest(peer).selectors())
        .containsExactlyInAnyOrder("unix:uid:4294967294", "unix:gid:4294967295");
  }

  @Test
  void identify_handleOfAProcessThatHasEnded_isNobody() throws IOException {
    process(42, "victim", 777, "S");
    Path information = Files.createDirectories(proc.resolve("self/fdinfo")).resolve("9");
    Files.writeString(information, "pos:\t0\nPid:\t-1\nNSpid:\t-1\n");
    UnixPeer peer = new UnixPeer(42, 1001, 1001);

    ProcessKey process = attestation.identify(peer, OptionalInt.of(9));

    assertThatThrownBy(() -> attest(peer, process)).isInstanceOf(AttestationException.class);
    Files.writeString(information, "pos:\t0\nPid:\t42\nNSpid:\t42\n");
    assertThat(attestation.identify(peer, OptionalInt.of(9))).isEqualTo(new ProcessKey(42, 777));
  }

  @Test
  void attest_processOfAnotherUserThanTheOneThatConnected_isRefused() throws IOException {
    process(42, "victim", 777, "S");
    UnixPeer peer = new UnixPeer(42, 1002, 1001);

    assertThatThrownBy(() -> attest(peer))
        .isInstanceOf(AttestationException.class)
        .hasMessage("process 42 runs as another user than when it connected: it may connect again");
  }

  @Test
  void attest_oneAttestorFails_takesNothingFromTheOthers() throws IOException {
    process(42, "web", 777, "S");
    attestation =
        with(
            new FakeAttestor(
                "lost",
                () -> {
                  throw new FailedAttestationException("its service is away");
                }),
            new FakeAttestor("found", () -> List.of(new Selector("found", "ns:shop"))));

    Caller caller = attest(new UnixPeer(42, 1001, 1001));

    assertThat(caller.selectors()).contains("unix:uid:1001", "found:ns:shop");
    assertThat(caller.failedTypes()).containsExactly("lost");
    assertThat(caller.satisfies(Set.of("unix:uid:1001", "lost:x:y"))).isFalse();
    assertThat(caller.mightSatisfy(Set.of("unix:uid:1001", "lost:x:y"))).isTrue();
    assertThat(caller.mightSatisfy(Set.of("unix:uid:7", "lost:x:y"))).isFalse();
    assertThat(caller.attested()).contains(new Selector("found", "ns:shop"));
  }

  @Test
  void attest_attestorThatSpeaksForAnother_countsForNothing() throws IOException {
    process(42, "web", 777, "S");
    attestation =
        with(
            new FakeAttestor(
                "evil", () -> List.of(new Selector("evil", "a"), new Selector("unix", "uid:0"))));

    Caller caller = attest(new UnixPeer(42, 1001, 1001));

    assertThat(caller.selectors()).doesNotContain("unix:uid:0", "evil:a");
    assertThat(caller.failedTypes()).containsExactly("evil");
  }

  /// SPIRE once wrote selectors of workloads into its log.
  @Test
  void attest_attestorFails_logHasNoSelectors() throws IOException {
    process(42, "web", 777, "S");
    attestation =
        with(
            new FakeAttestor("found", () -> List.of(new Selector("found", "label:secret"))),
            new FakeAttestor(
                "lost",
                () -> {
                  throw new FailedAttestationException("its service is away");
                }));
    PrintStream before = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      Caller caller = attest(new UnixPeer(42, 1001, 1001));
      assertThat(caller.toString()).isEqualTo("pid 42 uid 1001 gid 1001");
    } finally {
      System.setErr(before);
    }

    assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("secret", "unix:uid");
  }

  private record FakeAttestor(String type, Supplier<List<Selector>> answer)
      implements WorkloadAttestor {
    @Override
    public List<Selector> attest(Workload workload) {
      return answer.get();
    }
  }

  @Test
  void satisfies_needsEverySelectorAndAtLeastOne() {
    UnixPeer peer = new UnixPeer(0, 1001, 3);
    Caller caller = attest(peer);

    assertThat(caller.satisfies(Set.of("unix:uid:1001", "unix:gid:3"))).isTrue();
    assertThat(caller.satisfies(Set.of("unix:uid:1001", "unix:gid:4"))).isFalse();
    assertThat(caller.satisfies(Set.of())).isFalse();
  }

  @Test
  void names_fileChanges_isReadAgain() throws IOException {
    AccountNames names = new AccountNames(folder.resolve("passwd"));
    assertThat(names.name(5)).isEmpty();
    Files.writeString(folder.resolve("passwd"), "five:x:5:5::/:/bin/sh\n");
    Files.setLastModifiedTime(
        folder.resolve("passwd"), java.nio.file.attribute.FileTime.fromMillis(1));

    assertThat(names.name(5)).contains("five");
  }

  @Test
  void identify_ourselves_isAliveUntilTheStartTimeDiffers() {
    ProcessTable processes = new ProcessTable(Path.of("/proc"));
    int pid = (int) ProcessHandle.current().pid();
    long start = processes.startTicks(pid).orElseThrow();

    assertThat(processes.isAlive(new ProcessKey(pid, start))).isTrue();
    assertThat(processes.isAlive(new ProcessKey(pid, start + 1))).isFalse();
    assertThat(processes.executable(pid)).isPresent();
  }

  private void process(int pid, String name, long start, String state) throws IOException {
    Path own = Files.createDirectories(proc.resolve(Integer.toString(pid)));
    String between = " 1 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 ";
    Files.writeString(
        own.resolve("stat"), pid + " (" + name + ") " + state + between + start + " 1 2 3\n");
    Files.writeString(
        own.resolve("status"),
        "Name:\tweb\nUid:\t1001\t1001\t1001\t1001\nGroups:\t2000 2001 \nNgid:\t0\n");
    Files.deleteIfExists(own.resolve("exe"));
    Files.createSymbolicLink(own.resolve("exe"), Path.of("/bin/sh"));
  }
}
