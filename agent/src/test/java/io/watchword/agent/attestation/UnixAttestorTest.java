package io.watchword.agent.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.tests.kit.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixAttestorTest {

  @TempDir Path folder;
  private Path proc;
  private UnixAttestor attestor;

  @BeforeEach
  void build() throws IOException {
    proc = folder.resolve("proc");
    Files.writeString(
        folder.resolve("passwd"),
        "root:x:0:0::/root:/bin/sh\n#no:x:7:7\nbroken\nweb:x:1001:1001::/:/bin/sh\n");
    Files.writeString(folder.resolve("group"), "web:x:1001:\nlogs:x:2000:web\n");
    attestor =
        new UnixAttestor(
            new ProcessTable(proc),
            new AccountNames(folder.resolve("passwd")),
            new AccountNames(folder.resolve("group")));
  }

  @Test
  @Rule({"WE-13", "WE-14"})
  void attest_livingProcess_hasAllThatTheKernelKnows() throws IOException {
    process(42, "web server) R", 777, "S");
    UnixPeer peer = new UnixPeer(42, 1001, 1001);

    Caller caller = attestor.attest(peer, attestor.identify(peer));

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
    ProcessKey noted = attestor.identify(peer);
    process(42, "other", 778, "S");

    assertThatThrownBy(() -> attestor.attest(peer, noted))
        .isInstanceOf(AttestationException.class)
        .hasMessage("process 42 has ended: who holds its connection is not known");
  }

  @Test
  void attest_processThatEndedBeforeWeLooked_isRefused() throws IOException {
    UnixPeer peer = new UnixPeer(42, 1001, 1001);
    ProcessKey noted = attestor.identify(peer);
    process(42, "another", 9, "S");

    assertThatThrownBy(() -> attestor.attest(peer, noted)).isInstanceOf(AttestationException.class);
  }

  @Test
  void attest_zombie_isRefused() throws IOException {
    process(42, "web", 777, "Z");
    UnixPeer peer = new UnixPeer(42, 1001, 1001);

    assertThatThrownBy(() -> attestor.attest(peer, new ProcessKey(42, 777)))
        .isInstanceOf(AttestationException.class);
  }

  @Test
  void attest_peerOfAnotherNamespace_hasUserAndGroupOnly() {
    UnixPeer peer = new UnixPeer(0, 1001, 3);

    assertThat(attestor.attest(peer, attestor.identify(peer)).selectors())
        .containsExactlyInAnyOrder("unix:uid:1001", "unix:gid:3", "unix:user:web");
  }

  @Test
  void attest_programFileReplaced_hasNoPath() throws IOException {
    process(42, "web", 777, "S");
    Files.delete(proc.resolve("42/exe"));
    Files.createSymbolicLink(proc.resolve("42/exe"), Path.of("/opt/web (deleted)"));
    UnixPeer peer = new UnixPeer(42, 1001, 1001);

    assertThat(attestor.attest(peer, attestor.identify(peer)).selectors())
        .noneMatch(selector -> selector.startsWith("unix:path:"));
  }

  @Test
  void attest_largestUser_isUnsigned() {
    UnixPeer peer = new UnixPeer(0, -2, -1);

    assertThat(attestor.attest(peer, attestor.identify(peer)).selectors())
        .containsExactlyInAnyOrder("unix:uid:4294967294", "unix:gid:4294967295");
  }

  @Test
  void satisfies_needsEverySelectorAndAtLeastOne() {
    UnixPeer peer = new UnixPeer(0, 1001, 3);
    Caller caller = attestor.attest(peer, attestor.identify(peer));

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
    Files.writeString(own.resolve("status"), "Name:\tweb\nGroups:\t2000 2001 \nNgid:\t0\n");
    Files.deleteIfExists(own.resolve("exe"));
    Files.createSymbolicLink(own.resolve("exe"), Path.of("/bin/sh"));
  }
}
