package io.watchword.compliance.control;

import io.watchword.platform.bootstrap.config.ConfigReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The table from measures to control objectives. It ships with the tool and has a version of its
/// own, which every report names.
///
/// @param catalog whose ids it uses
public record ControlMapping(
    String version, String date, String author, String catalog, List<MappedControl> controls) {

  private static final String RESOURCE = "nist-800-53r5.yaml";

  public ControlMapping {
    controls = List.copyOf(controls);
  }

  /// The one that ships.
  public static ControlMapping shipped() {
    try (InputStream text = ControlMapping.class.getResourceAsStream(RESOURCE)) {
      if (text == null) {
        throw new IllegalStateException("`" + RESOURCE + "` is not in this distribution");
      }
      return ConfigReader.parse(
          RESOURCE, new String(text.readAllBytes(), StandardCharsets.UTF_8), ControlMapping.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
