package io.watchword.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReaperTest {

  @TempDir private Path folder;
  private Process child;

  @BeforeEach
  void start() throws IOException {
    child = new ProcessBuilder("sleep", "600").start();
  }

  @AfterEach
  void stop() {
    child.destroyForcibly();
  }

  @Test
  void close_watchedProcess_isEnded() throws InterruptedException {
    Reaper reaper = Reaper.start(folder.resolve("list"));
    reaper.watch(child.toHandle());
    reaper.close();
    assertThat(child.waitFor()).isEqualTo(128 + 15);
    assertThat(folder.resolve("list")).doesNotExist();
  }

  @Test
  void close_idUsedAgainByAnother_isLeftAlone() throws IOException {
    Path list = folder.resolve("list");
    Reaper reaper = Reaper.start(list);
    // As it would stand there, had the process with this id started at another time.
    Files.writeString(list, "process " + child.pid() + " 1\n", StandardOpenOption.APPEND);
    reaper.close();
    assertThat(child.isAlive()).isTrue();
  }

  @Test
  void close_processThatIgnoresTerm_isKilled() throws IOException, InterruptedException {
    Process stubborn =
        new ProcessBuilder("sh", "-c", "trap '' TERM; echo ready; while :; do read line; done")
            .start();
    assertThat(stubborn.inputReader().readLine()).isEqualTo("ready");
    Reaper reaper = Reaper.start(folder.resolve("list"));
    reaper.watch(stubborn.toHandle());
    reaper.close();
    assertThat(stubborn.waitFor()).isEqualTo(128 + 9);
  }

  @Test
  void close_pathsListed_areRemovedWithAllBelow() throws IOException {
    Path sockets = Files.createDirectories(folder.resolve("a folder/below"));
    Path kept = Files.writeString(folder.resolve("kept"), "");
    Reaper reaper = Reaper.start(folder.resolve("list"));
    reaper.remove(sockets.getParent());
    reaper.close();
    assertThat(sockets.getParent()).doesNotExist();
    assertThat(kept).exists();
  }

  @Test
  void as_otherAccount_isSetByTheCommand() {
    Accounts accounts = new Accounts(0, 61_501, 61_502);
    assertThat(accounts.separate()).isTrue();
    assertThat(accounts.as(0, List.of("a", "b"))).containsExactly("a", "b");
    assertThat(accounts.as(61_501, List.of("a", "b")))
        .containsExactly(
            "setpriv", "--reuid=61501", "--regid=61501", "--clear-groups", "--", "a", "b");
  }

  @Test
  void choose_folderOthersCannotReach_isOneAccountForAll() throws IOException {
    Path secret = Files.createDirectory(folder.resolve("secret"));
    Files.setPosixFilePermissions(
        secret, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    Accounts accounts = Accounts.choose(secret, secret);
    assertThat(accounts.separate()).isFalse();
    assertThat(accounts.proxy()).isEqualTo(accounts.own());
  }
}
