package io.watchword.identity.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestSvid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileX509SourceTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";
  private static final TestCa ROOT = TestCa.root("example.org");
  private static final TestCa OTHER = TestCa.root("other.org");

  @TempDir Path folder;
  private FileX509Paths paths;

  @BeforeEach
  void write() throws IOException {
    paths =
        FileX509Paths.of(
            folder.resolve("svid.pem"), folder.resolve("svid.key"), folder.resolve("bundle.pem"));
    write(ROOT.intermediate().leaf(WEB));
    Files.writeString(folder.resolve("bundle.pem"), ROOT.pem());
  }

  private void write(TestSvid svid) throws IOException {
    Files.writeString(paths.certificates(), svid.certificatePem());
    Files.writeString(paths.key(), svid.keyPem());
  }

  private FileX509Source open() {
    return FileX509Source.open(paths, FakeClock.start());
  }

  @Test
  void open_files_areRead() {
    try (FileX509Source source = open()) {
      assertThat(source.current().defaultSvid().id()).hasToString(WEB);
      assertThat(
              source.current().bundles().get(new TrustDomain("example.org")).orElseThrow().roots())
          .hasSize(1);
      assertThat(source.problem()).isEmpty();
    }
  }

  @Test
  void look_filesReplacedOneByOne_newStateOnlyWhenTheyFit() throws IOException {
    try (FileX509Source source = open()) {
      List<X509Context> seen = new ArrayList<>();
      source.onChange(seen::add);
      X509Context first = source.current();
      TestSvid next = ROOT.leaf(WEB);

      Files.writeString(paths.certificates(), next.certificatePem());
      source.look();
      assertThat(source.current()).isEqualTo(first);
      assertThat(source.problem())
          .contains("private key does not belong to the certificate of `" + WEB + "`");

      Files.writeString(paths.key(), next.keyPem());
      source.look();
      source.look();
      assertThat(source.current()).isNotEqualTo(first);
      assertThat(source.problem()).isEmpty();
      assertThat(seen).hasSize(2);
    }
  }

  @Test
  void look_fileGone_lastStateStays() throws IOException {
    try (FileX509Source source = open()) {
      X509Context first = source.current();

      Files.delete(paths.key());
      source.look();
      assertThat(source.current()).isEqualTo(first);
      assertThat(source.problem().orElseThrow())
          .contains("svid.key")
          .contains("NoSuchFileException");

      write(ROOT.leaf(WEB));
      source.look();
      assertThat(source.problem()).isEmpty();
    }
  }

  @Test
  void look_fileGoneAndBack_problemIsOver() throws IOException {
    try (FileX509Source source = open()) {
      String key = Files.readString(paths.key());
      Files.delete(paths.key());
      source.look();
      Files.writeString(paths.key(), key);
      source.look();
      assertThat(source.problem()).isEmpty();
    }
  }

  @Test
  void open_brokenFiles_saysWhy() throws IOException {
    Files.writeString(paths.certificates(), "nothing");
    try (FileX509Source source = open()) {
      assertThatThrownBy(source::current)
          .isInstanceOf(NoIdentityException.class)
          .hasMessage(
              "there is no identity yet: X.509-SVID cannot be read: no PEM block `CERTIFICATE`");
    }
  }

  @Test
  void open_bundleDocuments_areToldByTheirContent() throws IOException {
    X509Bundle other = X509Bundle.of(new TrustDomain("other.org"), List.of(OTHER.certificate()));
    Files.writeString(
        folder.resolve("bundle.json"),
        BundleJson.print(
            X509Bundle.of(new TrustDomain("example.org"), List.of(ROOT.certificate()))));
    Files.writeString(folder.resolve("other.json"), BundleJson.print(other));
    paths =
        FileX509Paths.of(
            paths.certificates(),
            paths.key(),
            Map.of(
                new TrustDomain("example.org"),
                folder.resolve("bundle.json"),
                new TrustDomain("other.org"),
                folder.resolve("other.json")));
    try (FileX509Source source = open()) {
      assertThat(source.current().bundles().get(new TrustDomain("other.org"))).contains(other);
      assertThat(source.current().bundles().byTrustDomain()).hasSize(2);
    }
    Files.writeString(
        folder.resolve("bundle.pem"),
        "{\"trust_domains\":{\"example.org\":"
            + Files.readString(folder.resolve("bundle.json"))
            + ",\"other.org\":"
            + BundleJson.print(other)
            + "}}");
    paths = FileX509Paths.of(paths.certificates(), paths.key(), folder.resolve("bundle.pem"));
    try (FileX509Source source = open()) {
      assertThat(source.current().bundles().byTrustDomain()).hasSize(2);
    }
  }

  @Test
  void paths_withoutBundle_areRefused() {
    assertThatThrownBy(() -> FileX509Paths.of(paths.certificates(), paths.key(), Map.of()))
        .hasMessage("no bundle file (expected: `bundle`)");
  }

  @Test
  void look_revocationLists_comeWithTheState() throws IOException {
    Path der = folder.resolve("issuer.crl");
    Path pem = folder.resolve("root.crl.pem");
    Files.write(der, ROOT.crl().revoke(java.math.BigInteger.TEN).sign());
    Files.writeString(pem, OTHER.crl().pem());
    paths = paths.withRevocationLists(List.of(der, pem));
    try (FileX509Source source = open()) {
      assertThat(source.current().revocations().lists()).hasSize(2);
      X509Context before = source.current();

      Files.writeString(pem, "rubbish");
      source.look();

      assertThat(source.current()).isEqualTo(before);
      assertThat(source.problem().orElseThrow()).contains("revocation list");
    }
  }
}
