package io.watchword.bundles.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.bundles.RefusedBundleException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {

  @Test
  void parse_whatFileWrote_givesTheSame() {
    var manifest = new Manifest("r-1", List.of("watchword"), 1, Map.of("built-by", "watchword"));
    assertThat(Manifest.parse(manifest.file().content())).isEqualTo(manifest);
  }

  @Test
  void file_ofRevision_isOpasManifest() {
    assertThat(Manifest.of("r-1").file().text())
        .isEqualTo("{\"rego_version\":1,\"revision\":\"r-1\",\"roots\":[\"\"]}");
  }

  @Test
  void parse_unknownFields_areIgnored() {
    assertThat(parse("{\"wasm\":[],\"metadata\":{\"a\":{\"b\":1}}}"))
        .isEqualTo(new Manifest("", List.of(""), 1, Map.of("a", "{\"b\":1}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{|`.manifest` is not JSON",
        "{} {}|`.manifest` is not JSON",
        "[]|`.manifest` is not a JSON object",
        "{\"revision\":1}|`revision` in `.manifest` is not a string",
        "{\"roots\":\"a\"}|`roots` in `.manifest` is not a list",
      })
  void parse_noManifest_isRefused(String json, String why) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(RefusedBundleException.class)
        .hasMessage("bundles/manifest: " + why);
  }

  private static Manifest parse(String json) {
    return Manifest.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
