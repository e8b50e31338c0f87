package io.watchword.cli.bundle;

import io.watchword.bundles.archive.Manifest;
import io.watchword.bundles.inspect.BundleDiff;
import io.watchword.bundles.inspect.BundleInspection;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// How two bundles differ. Signatures do not count: the same policies signed with another key are
/// the same policies.
record BundleChanges(
    boolean same,
    String olderDigest,
    String newerDigest,
    List<String> added,
    List<String> removed,
    List<String> changed,
    List<ManifestChange> manifest) {

  /// @param key `revision`, `roots`, or a key of the metadata
  record ManifestChange(String key, String older, String newer) {}

  static BundleChanges between(BundleInspection older, BundleInspection newer) {
    BundleDiff files = BundleDiff.between(older, newer);
    List<ManifestChange> manifest = manifest(older.manifest(), newer.manifest());
    return new BundleChanges(
        files.isEmpty() && manifest.isEmpty(),
        older.digest(),
        newer.digest(),
        files.added(),
        files.removed(),
        files.changed(),
        manifest);
  }

  private static List<ManifestChange> manifest(Manifest older, Manifest newer) {
    List<ManifestChange> changes = new ArrayList<>();
    changes.add(new ManifestChange("revision", older.revision(), newer.revision()));
    changes.add(new ManifestChange("roots", older.roots().toString(), newer.roots().toString()));
    var keys = new TreeSet<>(older.metadata().keySet());
    keys.addAll(newer.metadata().keySet());
    for (String key : keys) {
      changes.add(
          new ManifestChange(
              key, older.metadata().getOrDefault(key, ""), newer.metadata().getOrDefault(key, "")));
    }
    return changes.stream().filter(change -> !change.older().equals(change.newer())).toList();
  }

  void print(PrintStream out) {
    if (same) {
      out.println("the same files and manifest");
    }
    added.forEach(path -> out.println("+ " + path));
    removed.forEach(path -> out.println("- " + path));
    changed.forEach(path -> out.println("~ " + path));
    manifest.forEach(
        change ->
            out.println(
                "manifest: "
                    + change.key()
                    + ": `"
                    + change.older()
                    + "` -> `"
                    + change.newer()
                    + "`"));
  }
}
