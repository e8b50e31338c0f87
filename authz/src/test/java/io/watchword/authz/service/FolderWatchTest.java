package io.watchword.authz.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.build.PolicyFolders;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.tests.kit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {

  @TempDir private Path temp;
  private Path policies;
  private PolicyFolders folders;
  private FolderWatch watch;
  private volatile String seen = "";
  private final AtomicInteger failures = new AtomicInteger();

  @BeforeEach
  void start() throws IOException {
    policies = Files.createDirectory(temp.resolve("policies"));
    Files.writeString(policies.resolve("a.rego"), "1");
    folders = new PolicyFolders(List.of(policies));
    watch = FolderWatch.start(folders, this::look);
  }

  @AfterEach
  void stop() {
    watch.close();
  }

  @Test
  void change_inPlace_isSeen() throws IOException {
    Files.writeString(policies.resolve("a.rego"), "2");
    awaitSeen("policies/a.rego=2");
  }

  @Test
  void change_byRename_isSeen() throws IOException {
    Path saved = Files.writeString(policies.resolve(".a.rego.swp"), "2");
    Files.move(
        saved,
        policies.resolve("a.rego"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    awaitSeen("policies/a.rego=2");
  }

  @Test
  void change_deleted_isSeen() throws IOException {
    Files.delete(policies.resolve("a.rego"));
    Files.writeString(policies.resolve("b.rego"), "2");
    awaitSeen("policies/b.rego=2");
  }

  @Test
  void change_inANewFolder_isSeen() throws IOException {
    Path folder = Files.createDirectory(policies.resolve("new"));
    Files.writeString(folder.resolve("b.rego"), "2");
    awaitSeen("policies/a.rego=1 policies/new/b.rego=2");
    Files.writeString(folder.resolve("b.rego"), "3");
    awaitSeen("policies/a.rego=1 policies/new/b.rego=3");
  }

  @Test
  void change_behindALink_isSeen() throws IOException {
    Path elsewhere = Files.writeString(temp.resolve("elsewhere.rego"), "1");
    Files.createSymbolicLink(policies.resolve("b.rego"), elsewhere);
    awaitSeen("policies/a.rego=1 policies/b.rego=1");
    Files.writeString(elsewhere, "22");
    awaitSeen("policies/a.rego=1 policies/b.rego=22");
  }

  @Test
  void listener_throws_isAskedAgain() throws IOException {
    failures.set(2);
    Files.writeString(policies.resolve("a.rego"), "2");
    awaitSeen("policies/a.rego=2");
    assertThat(failures).hasValue(0);
  }

  private void look() {
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IllegalStateException("disk full");
    }
    seen = String.join(" ", folders.read().stream().map(FolderWatchTest::print).toList());
  }

  private static String print(PolicyFile file) {
    return file.path() + "=" + file.text();
  }

  private void awaitSeen(String expected) {
    Await.until(expected, () -> seen.equals(expected));
  }
}
