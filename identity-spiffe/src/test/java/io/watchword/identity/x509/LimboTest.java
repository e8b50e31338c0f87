package io.watchword.identity.x509;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.identity.id.IdentityException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// The path step against C2SP x509-limbo, where its file is there (`-Dlimbo=FILE`, else
/// `../shared/conformance/` beside the repository). Limbo is about web servers: what we answer
/// otherwise on purpose stands in `limbo-known.tsv`, each with its reason, and a row that is no
/// longer true fails.
class LimboTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static Optional<Path> file() {
    String given = System.getProperty("limbo");
    if (given != null) {
      return Optional.of(Path.of(given));
    }
    Path root = Path.of(System.getProperty("house.root", "..")).toAbsolutePath().normalize();
    return Optional.of(root.resolveSibling("shared/conformance/x509-limbo.json.gz"))
        .filter(Files::exists);
  }

  private static Map<String, String> known() throws IOException {
    Map<String, String> known = new TreeMap<>();
    try (InputStream in =
        Objects.requireNonNull(LimboTest.class.getResourceAsStream("/limbo-known.tsv"))) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] parts = line.split("\t", 2);
          assertThat(parts).as("row with a reason: %s", line).hasSize(2);
          known.put(parts[0], parts[1]);
        }
      }
    }
    return known;
  }

  private static List<StrictX509Certificate> certificates(JsonNode pems) {
    List<StrictX509Certificate> certificates = new ArrayList<>();
    pems.forEach(pem -> certificates.addAll(Pem.certificates(pem.asText())));
    return certificates;
  }

  private static boolean isAccepted(JsonNode test) {
    Instant now =
        test.get("validation_time").isNull()
            ? NOW
            : OffsetDateTime.parse(test.get("validation_time").asText()).toInstant();
    try {
      StrictX509Certificate leaf =
          Pem.certificates(test.get("peer_certificate").asText()).getFirst();
      new PathFinder()
          .find(
              leaf,
              certificates(test.get("untrusted_intermediates")),
              certificates(test.get("trusted_certs")),
              now);
      return true;
    } catch (IdentityException e) {
      return false;
    }
  }

  @Test
  void find_everyCaseOfLimbo_isJudgedAsLimboDoesOrAsKnown() throws IOException {
    Optional<Path> file = file();
    if (file.isEmpty()) {
      System.out.println("x509-limbo: its file is not here, nothing was run");
      return;
    }
    TreeSet<String> differing = new TreeSet<>();
    int cases = 0;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file.get()))) {
      for (JsonNode test : new ObjectMapper().readTree(in).get("testcases")) {
        cases++;
        if (isAccepted(test) != test.get("expected_result").asText().equals("SUCCESS")) {
          differing.add(test.get("id").asText());
        }
      }
    }
    assertThat(differing).as("cases judged otherwise").containsExactlyElementsOf(known().keySet());
    System.out.println(
        "x509-limbo: "
            + (cases - differing.size())
            + " of "
            + cases
            + " as expected, "
            + differing.size()
            + " known");
  }
}
