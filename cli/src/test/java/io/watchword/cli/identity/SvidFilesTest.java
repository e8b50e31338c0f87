package io.watchword.cli.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.identity.workload.X509Context;
import io.watchword.tests.fakes.FakeX509Source;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.TestCa;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SvidFilesTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";
  private static final TestCa CA = TestCa.root("example.org");
  private static final X509Context CONTEXT = FakeX509Source.context(CA, WEB, CA);

  @TempDir private Path folder;

  @Test
  void write_svid_givesCertificateKeyAndBundle() throws IOException {
    List<Path> written = new SvidFiles(folder.resolve("new")).write(CONTEXT);
    assertThat(written.stream().map(Path::getFileName).map(Path::toString))
        .containsExactly("svid.0.pem", "svid.0.key", "bundle.0.pem");
    assertThat(written.getFirst()).content().startsWith("-----BEGIN CERTIFICATE-----");
    assertThat(written.get(1)).content().startsWith("-----BEGIN PRIVATE KEY-----");
    assertThat(written.getLast()).content().isEqualToIgnoringWhitespace(CA.pem());
  }

  @Test
  void write_key_isReadableByItsOwnerOnlyAlsoWhereAnOpenFileStood() throws IOException {
    Path key = Files.writeString(folder.resolve("svid.0.key"), "old");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-rw-rw-"));
    new SvidFiles(folder).write(CONTEXT);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(folder.resolve("svid.0.key.new")).doesNotExist();
  }

  @Test
  void view_chainVerifies_namesItsRoot() {
    SvidView view = SvidView.of(CONTEXT, FakeClock.start()).getFirst();
    assertThat(view.spiffeId()).isEqualTo(WEB);
    assertThat(view.problem()).isEmpty();
    assertThat(view.rootSha256()).hasSize(64);
    assertThat(text(view))
        .contains("SPIFFE ID    " + WEB)
        .contains("Root         sha256:" + view.rootSha256())
        .doesNotContain("Hint");
    assertThat(HexFormat.isHexDigit(view.serial().charAt(0))).isTrue();
  }

  @Test
  void view_rootNotTrusted_saysWhyAndNamesNoRoot() {
    TestCa other = TestCa.root("example.org");
    SvidView view =
        SvidView.of(FakeX509Source.context(CA, WEB, other), FakeClock.start()).getFirst();
    assertThat(view.rootSha256()).isEmpty();
    assertThat(view.problem()).isNotEmpty();
    assertThat(text(view)).contains("Not valid    " + view.problem());
  }

  private static String text(SvidView view) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    view.write(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
