package io.watchword.platform.audit;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// The size and root of a log at one moment, C2SP tlog-checkpoint without extension lines.
@SuppressWarnings("ArrayRecordComponent") // compared by hasRoot only
record Checkpoint(String origin, long size, byte[] root) {

  /// The text that is signed.
  String text() {
    return origin + "\n" + size + "\n" + rootText() + "\n";
  }

  String rootText() {
    return Base64.getEncoder().encodeToString(root);
  }

  boolean hasRoot(byte[] other) {
    return Arrays.equals(root, other);
  }

  /// Reads what [#text] wrote; anything written otherwise is refused.
  static Checkpoint parse(String text) {
    List<String> lines = text.lines().toList();
    if (lines.size() < 3 || !lines.get(1).matches("0|[1-9][0-9]{0,17}")) {
      throw invalid("expected: origin, size and root, a line each");
    }
    byte[] root;
    try {
      root = Base64.getDecoder().decode(lines.get(2));
    } catch (IllegalArgumentException e) {
      throw invalid("the root is not base64");
    }
    Checkpoint checkpoint = new Checkpoint(lines.get(0), Long.parseLong(lines.get(1)), root);
    if (root.length != MerkleHash.LENGTH || !text.startsWith(checkpoint.text())) {
      throw invalid("expected: origin, size and a root of 32 bytes");
    }
    return checkpoint;
  }

  private static AuditLogRefusedException invalid(String why) {
    return new AuditLogRefusedException(
        "platform/audit-checkpoint-invalid", "the checkpoint can not be read, " + why);
  }
}
