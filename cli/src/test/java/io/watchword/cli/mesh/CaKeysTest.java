package io.watchword.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.platform.bootstrap.config.ConfigReader;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;

/// `ca.keys`: what stands in `mesh.yaml` stands in the `ca.yaml` made of it.
class CaKeysTest {

  /// The key alone.
  record OfCa(CaKeys keys) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keys: embedded",
        "keys: { embedded: { store: memory } }",
        "keys: { vault-transit: { address: 'https://v:8200', auth: { token: '${VAULT_TOKEN}' } } }",
        "keys: { vault-transit: { address: 'https://v:8200', mount: t, namespace: n,"
            + " ca-certificate: /c.pem, key-prefix: mesh, timeout: 3s, auth: { approle: { role-id:"
            + " r, wrapped-secret-id-file: /w } } } }",
        "keys: { vault-pki: { address: 'https://v:8200', auth: { kubernetes: { role: ca } } } }",
        "keys: { vault-pki: { address: 'https://v:8200', issuer: a, next-issuer: b,"
            + " name-constraints: true, trust-new-roots: false, auth: { certificate: { certificate:"
            + " /c, key: /k, role: ca, mount: m } } } }",
        "keys: { vault-pki: { address: 'https://v:8200', auth: { jwt: { token-file: /j } } } }",
        "keys: { file: { certificate: /c, key: /k, next-certificate: /d, next-key: /l } }",
      })
  void written_eachBackEnd_isReadAsTheSame(String yaml) {
    CaKeys keys = ConfigReader.parse("/mesh.yaml", yaml, OfCa.class).keys();

    String written =
        new Dump(DumpSettings.builder().build())
            .dumpToString(Map.of("keys", RecordText.union((Record) keys)));

    assertThat(ConfigReader.parse("/ca.yaml", written, OfCa.class).keys()).isEqualTo(keys);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keys: { vault-transit: { address: 'https://v:8200', auth: {} } }",
        "keys: { vault-transit: { address: 'https://v:8200', auth: { token-file: /t, jwt: {"
            + " token-file: /j } } } }",
      })
  void parse_noneOrTwoWaysToLogIn_isAnError(String yaml) {
    assertThatThrownBy(() -> ConfigReader.parse("/mesh.yaml", yaml, OfCa.class))
        .hasMessageContaining("exactly one of");
  }
}
