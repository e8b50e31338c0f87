package io.watchword.cli.mesh;

/// A mesh could not be started, kept up or ended.
public class MeshException extends RuntimeException {

  public MeshException(String message) {
    super(message);
  }

  public MeshException(String message, Throwable cause) {
    super(message, cause);
  }
}
