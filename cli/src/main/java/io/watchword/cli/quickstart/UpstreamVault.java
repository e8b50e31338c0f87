package io.watchword.cli.quickstart;

import io.watchword.cli.mesh.MeshConfig;
import io.watchword.cli.mesh.MeshException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where the tour's root is, as `--vault` says.
final class UpstreamVault implements AutoCloseable {

  private UpstreamVault() {}

  /// @param vault `embedded`
  static UpstreamVault of(
      String vault, Path folder, String searchPath, Map<String, String> environment) {
    if (!vault.equals("embedded")) {
      throw new MeshException("--vault: `" + vault + "` (expected: embedded)");
    }
    return new UpstreamVault();
  }

  Optional<MeshConfig.Keys> keys() {
    return Optional.empty();
  }

  @Override
  public void close() {}
}
