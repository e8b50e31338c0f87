package io.watchword.cli.mesh;

/// A role could not read what it was given, such as a policy; the message ends with its
/// diagnostics.
public final class UnreadableInputException extends MeshException {

  public UnreadableInputException(String message) {
    super(message);
  }
}
