package io.watchword.bundles.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.bundles.RefusedBundleException;
import io.watchword.bundles.TarGz;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundleArchiveTest {

  private static final PolicyFile ORDERS = PolicyFile.of("policies/orders.yaml", "kind: X\n");
  private static final PolicyFile REPORTS = PolicyFile.of("policies/reports.rego", "package r\n");

  @Test
  void write_sameFilesInAnotherOrder_givesTheSameBytes() {
    assertThat(BundleArchive.write(List.of(ORDERS, REPORTS)))
        .isEqualTo(BundleArchive.write(List.of(REPORTS, ORDERS)));
  }

  @Test
  void read_whatWasWritten_givesTheFilesByPath() {
    byte[] archive = BundleArchive.write(List.of(REPORTS, ORDERS));
    assertThat(read(archive)).containsExactly(ORDERS, REPORTS);
  }

  @Test
  void read_longNonAsciiPath_isKept() {
    var file = PolicyFile.of("policies/" + "ü".repeat(100) + "/x.rego", "package x\n");
    assertThat(read(BundleArchive.write(List.of(file)))).containsExactly(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/data.json", "./data.json", "data.json"})
  void read_rootOfOtherTools_meansTheBundlesRoot(String name) {
    assertThat(read(new TarGz().folder("./").file(name, "{}").bytes()))
        .extracting(PolicyFile::path)
        .containsExactly("data.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "../evil.rego|leaves the bundle with `..`",
        "a/../../evil.rego|leaves the bundle with `..`",
        "/../evil.rego|leaves the bundle with `..`",
        "//etc/passwd|is absolute (expected: relative)",
        "a//b.rego|is not normalised",
        "a/./b.rego|is not normalised",
        "a\\b.rego|holds a backslash or a control character",
      })
  void read_pathOutsideTheBundle_isRefused(String name, String problem) {
    assertRefused(
        new TarGz().file(name, "x").bytes(), "bundles/path: entry `" + name + "` " + problem);
  }

  @Test
  void read_symbolicLink_isRefused() {
    assertRefused(
        new TarGz().symbolicLink("policies/x.rego", "/etc/passwd").bytes(),
        "bundles/not-a-file: entry `policies/x.rego` is a link or a device (expected: files and"
            + " folders)");
  }

  @Test
  void read_hardLink_isRefused() {
    assertRefused(
        new TarGz().hardLink("x.rego", "y.rego").bytes(),
        "bundles/not-a-file: entry `x.rego` is a link or a device (expected: files and folders)");
  }

  @Test
  void read_device_isRefused() {
    assertRefused(
        new TarGz().device("x.rego").bytes(),
        "bundles/not-a-file: entry `x.rego` is a link or a device (expected: files and folders)");
  }

  @Test
  void read_onePathTwice_isRefused() {
    assertRefused(
        new TarGz().file("/a.rego", "package a").file("a.rego", "package b").bytes(),
        "bundles/duplicate-file: the bundle holds `a.rego` twice");
  }

  @Test
  void read_archiveOverTheLimit_isRefused() {
    byte[] archive = BundleArchive.write(List.of(ORDERS));
    assertRefused(
        archive,
        new ArchiveLimits(archive.length - 1, 100, 100, 10),
        "bundles/too-large: the archive has "
            + archive.length
            + " bytes (limit: "
            + (archive.length - 1)
            + ")");
  }

  @Test
  void read_fileOverTheLimit_isRefused() {
    assertRefused(
        BundleArchive.write(List.of(ORDERS)),
        new ArchiveLimits(1000, 7, 100, 10),
        "bundles/too-large: `policies/orders.yaml` has 8 bytes (limit: 7)");
  }

  @Test
  void read_filesTogetherOverTheLimit_isRefused() {
    assertRefused(
        BundleArchive.write(List.of(ORDERS, REPORTS)),
        new ArchiveLimits(1000, 10, 17, 10),
        "bundles/too-large: the files have more bytes together than allowed (limit: 17)");
  }

  @Test
  void read_moreEntriesThanTheLimit_isRefused() {
    assertRefused(
        new TarGz().folder("a/").folder("b/").folder("c/").bytes(),
        new ArchiveLimits(1000, 10, 100, 2),
        "bundles/too-large: the archive has more entries than allowed (limit: 2)");
  }

  @Test
  void read_bombInAFolderEntry_isRefusedWhileUnpacking() {
    byte[] archive = new TarGz().file("big", "0".repeat(20_000)).bytes();
    assertRefused(
        archive,
        new ArchiveLimits(1000, 100_000, 10, 1),
        "bundles/too-large: the archive unpacks to more bytes than allowed (limit: 2570)");
  }

  @Test
  void read_noGzip_isRefused() {
    assertThatThrownBy(() -> read("hello".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(RefusedBundleException.class)
        .hasMessageStartingWith("bundles/not-an-archive: not a complete tar.gz (");
  }

  @Test
  void read_cutAtEveryByte_isRefused() {
    byte[] archive = BundleArchive.write(List.of(ORDERS, REPORTS));
    for (int length = 0; length < archive.length; length++) {
      byte[] cut = Arrays.copyOf(archive, length);
      assertThatThrownBy(() -> read(cut))
          .as("cut at %d", length)
          .isInstanceOf(RefusedBundleException.class)
          .hasMessageStartingWith("bundles/not-an-archive: ");
    }
  }

  @Test
  void read_bytesAfterTheEnd_isRefused() {
    byte[] archive = BundleArchive.write(List.of(ORDERS));
    assertRefused(
        Arrays.copyOf(archive, archive.length + 1),
        "bundles/not-an-archive: not a complete tar.gz (bytes follow its end)");
  }

  private static List<PolicyFile> read(byte[] archive) {
    return BundleArchive.read(archive, ArchiveLimits.DEFAULT);
  }

  private static void assertRefused(byte[] archive, String message) {
    assertRefused(archive, ArchiveLimits.DEFAULT, message);
  }

  private static void assertRefused(byte[] archive, ArchiveLimits limits, String message) {
    assertThatThrownBy(() -> BundleArchive.read(archive, limits))
        .isInstanceOf(RefusedBundleException.class)
        .hasMessage(message);
  }
}
