package io.watchword.platform.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads checkpoints and checks who signed them. No state.
final class SignedCheckpoints {

  private SignedCheckpoints() {}

  /// The key in a file.
  static VerifierKey key(Path file) {
    try {
      return VerifierKey.parse(Files.readString(file));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /// The checkpoint in a file, signed by `key`.
  static Checkpoint read(Path file, VerifierKey key) {
    byte[] note;
    try {
      note = Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    Checkpoint checkpoint = Checkpoint.parse(key.open(note));
    if (!checkpoint.origin().equals(key.name())) {
      throw new AuditLogRefusedException(
          "platform/audit-checkpoint-invalid",
          "the checkpoint is of `" + checkpoint.origin() + "` (expected: `" + key.name() + "`)");
    }
    return checkpoint;
  }

  private static AuditLogRefusedException unreadable(Path file, IOException e) {
    return new AuditLogRefusedException(
        "platform/audit-unreadable", "`" + file + "` can not be read", e);
  }
}
