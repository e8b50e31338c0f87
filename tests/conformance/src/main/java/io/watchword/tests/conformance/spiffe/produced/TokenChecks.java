package io.watchword.tests.conformance.spiffe.produced;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.tests.conformance.spiffe.matrix.Matrix;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// JWT-SVIDs that were issued. JWT-SVID §2, §3.
public final class TokenChecks {

  private static final Set<String> ALGORITHMS =
      Set.of("RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512");
  private static final Set<String> HEADERS = Set.of("alg", "kid", "typ");

  private final Matrix matrix;
  private final String part;

  /// @param part of the suite, for the rows
  public TokenChecks(Matrix matrix, String part) {
    this.matrix = matrix;
    this.part = part;
  }

  /// A part of a token as JSON; a missing node for what is none.
  public static JsonNode json(String token, int which) {
    String[] parts = token.split("\\.", -1);
    try {
      return parts.length == 3
          ? new ObjectMapper()
              .readTree(
                  new String(Base64.getUrlDecoder().decode(parts[which]), StandardCharsets.UTF_8))
          : new ObjectMapper().missingNode();
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return new ObjectMapper().missingNode();
    }
  }

  /// Checks a token.
  public void token(String what, String token) {
    Finding finding = new Finding(matrix, part, what);
    JsonNode header = json(token, 0);
    JsonNode claims = json(token, 1);
    finding.that(
        "JW-01",
        "compact serialization",
        header.isObject() && claims.isObject(),
        "is not three parts of base64 of JSON");
    Set<String> strange = new TreeSet<>();
    header.fieldNames().forEachRemaining(strange::add);
    strange.removeAll(HEADERS);
    finding.that("JW-03", "headers alg, kid, typ alone", strange.isEmpty(), "has " + strange);
    String algorithm = header.path("alg").asText();
    finding.that("JW-04", "algorithm", ALGORITHMS.contains(algorithm), "is `" + algorithm + "`");
    String type = header.path("typ").asText("JWT");
    finding.that("JW-07", "typ", type.equals("JWT") || type.equals("JOSE"), "is `" + type + "`");
    String subject = claims.path("sub").asText();
    finding.that(
        "JW-09",
        "sub is the ID of a workload",
        Ids.isId(subject) && !Ids.path(subject).isEmpty(),
        "is `" + subject + "`");
    List<String> audience = audience(claims);
    finding.that("JW-10", "aud", !audience.isEmpty(), "has none");
    finding.that(
        "JW-13",
        "aud of one value that is no trust domain",
        audience.size() == 1
            && (!Ids.isId(audience.getFirst()) || !Ids.path(audience.getFirst()).isEmpty()),
        "is " + audience);
    finding.that("JW-14", "exp", claims.path("exp").isNumber(), "is " + claims.path("exp"));
  }

  /// The values of `aud`.
  public static List<String> audience(JsonNode claims) {
    List<String> audience = new ArrayList<>();
    JsonNode aud = claims.path("aud");
    if (aud.isTextual()) {
      audience.add(aud.asText());
    }
    if (aud.isArray()) {
      aud.forEach(value -> audience.add(value.asText()));
    }
    return audience;
  }
}
