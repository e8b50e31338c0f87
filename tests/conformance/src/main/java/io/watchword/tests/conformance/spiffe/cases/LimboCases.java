package io.watchword.tests.conformance.spiffe.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.tests.conformance.spiffe.judge.Question;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.zip.GZIPInputStream;

/// C2SP x509-limbo, on the path alone: no leaf of it has a SPIFFE ID. Its subject is web servers,
/// so that who judges SVIDs has reasons to differ; they are given with `--reasons`.
final class LimboCases {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private LimboCases() {}

  static void add(Expectations cases, Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
      for (JsonNode test : new ObjectMapper().readTree(in).path("testcases")) {
        String name = "limbo " + test.path("id").asText();
        Question question =
            new Question.Path(
                test.path("peer_certificate").asText(),
                pem(test.path("untrusted_intermediates")),
                pem(test.path("trusted_certs")),
                time(test.path("validation_time")));
        if (test.path("expected_result").asText().equals("SUCCESS")) {
          cases.accept("X5-26", name, question);
        } else {
          cases.refuse("X5-26", name, question);
        }
      }
    }
  }

  private static Instant time(JsonNode node) {
    return node.isTextual() ? OffsetDateTime.parse(node.asText()).toInstant() : NOW;
  }

  private static String pem(JsonNode certificates) {
    StringBuilder out = new StringBuilder();
    certificates.forEach(pem -> out.append(pem.asText().strip()).append('\n'));
    return out.toString();
  }
}
