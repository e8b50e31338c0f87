package io.watchword.platform.audit;

import java.util.OptionalLong;

/// A log on disk is not what its key signed, or can not be read as a log: nothing is written to it
/// or read from it.
public final class AuditLogRefusedException extends AuditLogException {

  private static final long serialVersionUID = 1L;

  private final long recordIndex;

  /// Not the fault of one record.
  AuditLogRefusedException(String code, String message) {
    super(code, message);
    this.recordIndex = -1;
  }

  /// The record at `recordIndex` is the first bad one.
  AuditLogRefusedException(String code, String message, long recordIndex) {
    super(code, message);
    this.recordIndex = recordIndex;
  }

  /// The log could not be read.
  AuditLogRefusedException(String code, String message, Throwable cause) {
    super(code, message, cause);
    this.recordIndex = -1;
  }

  /// The first bad record, from 0, where one can be named.
  public OptionalLong recordIndex() {
    return recordIndex < 0 ? OptionalLong.empty() : OptionalLong.of(recordIndex);
  }
}
