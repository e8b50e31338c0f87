package io.watchword.cli.audit;

/// The answer of `audit checkpoint`.
///
/// @param note the signed note, byte for byte
record PrintedCheckpoint(String origin, long records, String rootHash, String note) {

  /// Reads the three lines that a checkpoint begins with. Their signature is for `audit verify`.
  static PrintedCheckpoint of(String note) {
    String[] lines = note.split("\n", -1);
    boolean readable = lines.length >= 3 && lines[1].matches("[0-9]{1,18}");
    return readable
        ? new PrintedCheckpoint(lines[0], Long.parseLong(lines[1]), lines[2], note)
        : new PrintedCheckpoint("", 0, "", note);
  }
}
