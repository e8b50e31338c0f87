package io.watchword.compliance.evidence;

/// The first three lines of a checkpoint, as they stand there: whether they are true is for the
/// verifier to say.
record CheckpointText(String origin, long size, String rootHash) {

  static final CheckpointText NONE = new CheckpointText("", 0, "");

  /// Reads `note`; [#NONE] where it is no checkpoint.
  static CheckpointText of(String note) {
    String[] lines = note.split("\n", -1);
    if (lines.length < 3 || !lines[1].matches("[0-9]{1,18}")) {
      return NONE;
    }
    return new CheckpointText(lines[0], Long.parseLong(lines[1]), lines[2]);
  }

  /// The log's own name: `watchword/<trust domain>/<source>`.
  String source() {
    return sourceOf(origin);
  }

  static String sourceOf(String origin) {
    return origin.substring(origin.lastIndexOf('/') + 1);
  }

  /// Empty where the origin is not of that form.
  String trustDomain() {
    String[] parts = origin.split("/", -1);
    return parts.length == 3 ? parts[1] : "";
  }
}
