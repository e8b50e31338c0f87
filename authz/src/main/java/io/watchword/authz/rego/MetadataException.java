package io.watchword.authz.rego;

/// A METADATA block that cannot be read.
final class MetadataException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int line;

  /// @param line of the block, from 0; -1 where the block as a whole is meant
  MetadataException(String message, int line) {
    super(message, null, false, false);
    this.line = line;
  }

  int line() {
    return line;
  }
}
