package io.watchword.cli.bundle;

import io.watchword.bundles.inspect.BundleInspection;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a bundle claims to be, unverified.
///
/// @param signed whether it carries a signature, valid or not
/// @param metadata of its manifest
record InspectedBundle(
    String digest,
    String revision,
    List<String> roots,
    boolean signed,
    Map<String, String> metadata,
    List<BundleInspection.Entry> files) {

  static InspectedBundle of(BundleInspection inspection) {
    return new InspectedBundle(
        inspection.digest(),
        inspection.manifest().revision(),
        inspection.manifest().roots(),
        inspection.isSigned(),
        new TreeMap<>(inspection.manifest().metadata()),
        inspection.files());
  }

  void print(PrintStream out) {
    out.println("Digest    " + digest);
    out.println("Revision  " + (revision.isEmpty() ? "(none)" : revision));
    out.println("Roots     " + roots);
    out.println("Signed    " + (signed ? "yes, not verified" : "no"));
    metadata.forEach((key, value) -> out.println("Metadata  " + key + " = " + value));
    files.forEach(file -> out.printf("%10d  %s%n", file.size(), file.path()));
  }
}
