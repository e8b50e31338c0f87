package io.watchword.cli.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.cli.running.CaAnswer;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpireEntriesTest {

  @Test
  void read_everyField_hasItsPlace() {
    String printed =
        """
        {"entries": [{
          "id": "0f2c",
          "spiffe_id": {"trust_domain": "example.org", "path": "/web"},
          "parent_id": {"trust_domain": "example.org", "path": "/spire/agent/join_token/1"},
          "selectors": [{"type": "unix", "value": "uid:1000"}, {"type": "k8s", "value": "ns:shop"}],
          "x509_svid_ttl": 1800,
          "jwt_svid_ttl": 120,
          "federates_with": ["other.org", "spiffe://third.org"],
          "hint": "external",
          "admin": true,
          "created_at": "1700000000",
          "downstream": true,
          "expires_at": "1800000000",
          "dns_names": ["web.example.org"],
          "revision_number": "7",
          "store_svid": true,
          "additional_attributes": {"disable_x509_svid_prefetch": true, "jwt_svid_include_jti": true}
        }], "next_page_token": ""}
        """;

    assertThat(
            SpireEntries.read(
                "entries.json",
                printed,
                Map.of(
                    "spiffe://example.org/spire/agent/join_token/1",
                    "spiffe://example.org/watchword/agent/host-1")))
        .containsExactly(
            new CaAnswer.Entry(
                "0f2c",
                "spiffe://example.org/web",
                "spiffe://example.org/watchword/agent/host-1",
                List.of("unix:uid:1000", "k8s:ns:shop"),
                1800,
                120,
                "external",
                List.of("web.example.org"),
                List.of("other.org", "third.org"),
                true,
                true,
                true,
                true,
                true,
                "",
                0,
                null,
                Instant.ofEpochSecond(1_800_000_000)));
  }

  @Test
  void read_zeroes_areDefaults() {
    String printed =
        """
        {"entries": [{"id": "1", "spiffe_id": {"trust_domain": "a.org", "path": "/x"},
          "parent_id": {"trust_domain": "a.org", "path": "/p"}, "expires_at": "0",
          "selectors": [{"type": "unix", "value": "uid:0"}], "x509_svid_ttl": 0}]}
        """;

    assertThat(SpireEntries.read("e.json", printed, Map.of()))
        .singleElement()
        .isEqualTo(
            CaAnswer.Entry.wanted("spiffe://a.org/x", "spiffe://a.org/p", List.of("unix:uid:0"), "")
                .changing("1", 0));
  }

  @Test
  void read_whatCannotBeTaken_isNamedByItsPlace() {
    String printed =
        """
        {"entries": [
          {"id": "1", "spiffe_id": {"path": "/x"}, "parent_id": {"trust_domain": "a.org"}},
          {"id": "2", "new_field": 1}]}
        """;

    assertThatThrownBy(() -> SpireEntries.read("e.json", printed, Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("`e.json`, entry 1: `spiffe_id` has no trust domain")
        .hasMessageContaining("`e.json`, entry 2: field `new_field` is not known");
  }

  @Test
  void read_anotherDocument_saysHowToMakeOne() {
    assertThatThrownBy(() -> SpireEntries.read("e.json", "[]", Map.of()))
        .hasMessageContaining("`e.json` has no `entries`")
        .hasMessageContaining("spire-server entry show -output json");
    assertThatThrownBy(() -> SpireEntries.read("e.json", "entries:", Map.of()))
        .hasMessageContaining("`e.json` is no JSON");
  }
}
