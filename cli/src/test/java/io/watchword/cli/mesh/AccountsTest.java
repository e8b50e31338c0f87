package io.watchword.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {

  @TempDir Path folder;

  @Test
  void give_symbolicLinkInTheFolder_isNotFollowed() throws IOException {
    // Following a link that leads nowhere fails; so does following one to a file of somebody else.
    Files.createSymbolicLink(folder.resolve("shadow"), folder.resolve("nowhere"));
    int self = (Integer) Files.getAttribute(folder, "unix:uid");

    assertThatCode(() -> new Accounts(self + 1, self, self).give(folder, self))
        .doesNotThrowAnyException();
  }

  @Test
  void give_secondNameOfAFile_isLeftAlone() throws IOException {
    Path elsewhere = Files.writeString(Files.createTempFile("elsewhere", ""), "secret");
    try {
      Files.createLink(folder.resolve("file"), elsewhere);
      Files.setAttribute(elsewhere, "lastModifiedTime", Files.getLastModifiedTime(elsewhere));
      Object before = Files.getAttribute(elsewhere, "unix:ctime");
      int self = (Integer) Files.getAttribute(folder, "unix:uid");

      new Accounts(self + 1, self, self).give(folder, self);

      assertThat(Files.getAttribute(elsewhere, "unix:ctime")).isEqualTo(before);
    } finally {
      Files.delete(elsewhere);
    }
  }
}
