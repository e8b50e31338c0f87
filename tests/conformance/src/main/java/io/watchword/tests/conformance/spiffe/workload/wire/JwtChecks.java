package io.watchword.tests.conformance.spiffe.workload.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status.Code;
import io.watchword.api.workload.JWTBundlesResponse;
import io.watchword.api.workload.JWTSVID;
import io.watchword.api.workload.JWTSVIDResponse;
import io.watchword.tests.conformance.spiffe.matrix.Matrix;
import io.watchword.tests.conformance.spiffe.produced.Ids;
import io.watchword.tests.conformance.spiffe.produced.TokenChecks;
import io.watchword.tests.conformance.spiffe.produced.TokenSignature;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// JWT-SVIDs and their bundles as a workload gets them. Workload API §6.
final class JwtChecks {

  private final RawClient client;
  private final Checks checks;
  private final Matrix matrix;
  private final String part;
  private final List<String> expected;
  private final String audience;

  JwtChecks(
      RawClient client,
      Checks checks,
      Matrix matrix,
      String part,
      List<String> expected,
      String audience) {
    this.client = client;
    this.checks = checks;
    this.matrix = matrix;
    this.part = part;
    this.expected = expected;
    this.audience = audience;
  }

  /// Checks tokens and bundles; returns a good token, if there are any.
  Optional<String> run() throws InvalidProtocolBufferException {
    try (RawStream stream = client.call(Rpc.FETCH_JWT_SVID, Ask.token("", audience))) {
      Optional<byte[]> first = stream.next(RawClient.PATIENCE);
      if (first.isEmpty()
          && stream
              .status(RawClient.PATIENCE)
              .map(s -> s.getCode() == Code.UNIMPLEMENTED)
              .orElse(false)) {
        for (String rule :
            List.of(
                "WA-10", "WA-22", "WA-23", "WA-24", "WA-25", "WA-26", "JW-18", "JW-19", "WA-27",
                "WA-28", "WA-29")) {
          checks.none(rule, "JWT-SVIDs", "the JWT profile is Unimplemented here");
        }
        return Optional.empty();
      }
    }
    JWTSVIDResponse all = fetch("");
    List<String> ids = all.getSvidsList().stream().map(JWTSVID::getSpiffeId).toList();
    checks.check(
        "WA-23,WA-33",
        "JWT-SVIDs of all identities, the default one first",
        () ->
            ids.equals(identities())
                ? ""
                : "they are " + ids + " (expected: " + identities() + ")");
    List<String> hints =
        all.getSvidsList().stream().map(JWTSVID::getHint).filter(h -> !h.isEmpty()).toList();
    checks.check(
        "WA-16",
        "hints of JWT-SVIDs are unique",
        () -> new HashSet<>(hints).size() == hints.size() ? "" : "they are " + hints);
    tokens(all);
    requests(ids);
    bundles(ids, all);
    return all.getSvidsList().stream().findFirst().map(JWTSVID::getSvid);
  }

  private List<String> identities() {
    return expected.isEmpty() ? fetchX509Ids() : expected;
  }

  private List<String> fetchX509Ids() {
    try (RawStream stream = client.call(Rpc.FETCH_X509_SVID, Ask.NOTHING)) {
      return io.watchword.api.workload.X509SVIDResponse.parseFrom(stream.need(RawClient.PATIENCE))
          .getSvidsList()
          .stream()
          .map(io.watchword.api.workload.X509SVID::getSpiffeId)
          .toList();
    } catch (InvalidProtocolBufferException e) {
      throw new UnexpectedException(String.valueOf(e.getMessage()));
    }
  }

  private JWTSVIDResponse fetch(String spiffeId) throws InvalidProtocolBufferException {
    try (RawStream stream = client.call(Rpc.FETCH_JWT_SVID, Ask.token(spiffeId, audience))) {
      return JWTSVIDResponse.parseFrom(stream.need(RawClient.PATIENCE));
    }
  }

  private void tokens(JWTSVIDResponse all) {
    TokenChecks tokens = new TokenChecks(matrix, part);
    for (int i = 0; i < all.getSvidsCount(); i++) {
      JWTSVID svid = all.getSvids(i);
      String what = "JWT-SVID " + i;
      tokens.token(what, svid.getSvid());
      JsonNode claims = TokenChecks.json(svid.getSvid(), 1);
      checks.check(
          "JW-09",
          what + ": sub is the ID that is said",
          () ->
              claims.path("sub").asText().equals(svid.getSpiffeId())
                  ? ""
                  : "sub is `" + claims.path("sub").asText() + "`");
      checks.check(
          "JW-10",
          what + ": aud is what was asked for",
          () ->
              TokenChecks.audience(claims).equals(List.of(audience))
                  ? ""
                  : "aud is " + TokenChecks.audience(claims));
    }
  }

  private void requests(List<String> ids) {
    Set<Code> invalid = EnumSet.of(Code.INVALID_ARGUMENT);
    checks.check(
        "WA-22,WA-10",
        "JWTSVIDRequest without audience is InvalidArgument",
        () -> Checks.ends(client.call(Rpc.FETCH_JWT_SVID, Ask.token("")), invalid));
    checks.rather(
        "WA-10",
        "JWTSVIDRequest with an empty audience is InvalidArgument",
        "the specification speaks of the list, not of its texts",
        () -> Checks.ends(client.call(Rpc.FETCH_JWT_SVID, Ask.token("", "")), invalid));
    String stranger =
        "spiffe://" + Ids.trustDomain(ids.isEmpty() ? "" : ids.getFirst()) + "/no/such/workload";
    checks.check(
        "WA-24",
        "JWTSVIDRequest for an ID that the caller does not have is PermissionDenied",
        () ->
            Checks.ends(
                client.call(Rpc.FETCH_JWT_SVID, Ask.token(stranger, audience)),
                EnumSet.of(Code.PERMISSION_DENIED)));
    checks.rather(
        "WA-24",
        "JWTSVIDRequest for a text that is no ID is InvalidArgument",
        "the specification speaks of IDs that are not the caller's",
        () -> Checks.ends(client.call(Rpc.FETCH_JWT_SVID, Ask.token("web", audience)), invalid));
    for (String id : ids) {
      checks.check(
          "WA-23",
          "JWTSVIDRequest for " + id + " gets that alone",
          () -> {
            List<String> got = fetch(id).getSvidsList().stream().map(JWTSVID::getSpiffeId).toList();
            return got.equals(List.of(id)) ? "" : "it gets " + got;
          });
    }
  }

  private void bundles(List<String> ids, JWTSVIDResponse all)
      throws InvalidProtocolBufferException {
    Map<String, JsonNode> bundles = new LinkedHashMap<>();
    JWTBundlesResponse response;
    try (RawStream stream = client.call(Rpc.FETCH_JWT_BUNDLES, Ask.NOTHING)) {
      response = JWTBundlesResponse.parseFrom(stream.need(RawClient.PATIENCE));
    }
    for (Map.Entry<String, ByteString> entry : response.getBundlesMap().entrySet()) {
      checks.check(
          "WA-25",
          "JWT bundle " + entry.getKey() + ": under the ID of its trust domain, a JWK set",
          () -> read(entry.getKey(), entry.getValue(), bundles));
    }
    Set<String> own = new TreeSet<>();
    ids.forEach(id -> own.add("spiffe://" + Ids.trustDomain(id)));
    checks.check(
        "WA-25",
        "JWT bundles of the own trust domain",
        () -> bundles.keySet().containsAll(own) ? "" : "they are of " + bundles.keySet());
    bundles.forEach(this::keys);
    for (JWTSVID svid : all.getSvidsList()) {
      JsonNode bundle = bundles.get("spiffe://" + Ids.trustDomain(svid.getSpiffeId()));
      checks.check(
          "WA-25,JW-20",
          "JWT-SVID of " + svid.getSpiffeId() + " verifies with the bundle of its trust domain",
          () -> bundle == null ? "there is none" : TokenSignature.problem(svid.getSvid(), bundle));
    }
  }

  private static String read(String name, ByteString document, Map<String, JsonNode> into) {
    try {
      JsonNode keys = new ObjectMapper().readTree(document.toStringUtf8());
      into.put(name, keys);
      return Ids.isId(name) && Ids.path(name).isEmpty() && keys.path("keys").isArray()
          ? ""
          : "`" + name + "`: " + keys;
    } catch (JsonProcessingException e) {
      return "no JSON: " + e.getOriginalMessage();
    }
  }

  private void keys(String name, JsonNode bundle) {
    int index = 0;
    for (JsonNode key : bundle.path("keys")) {
      String what = "JWT bundle " + name + ", key " + index++;
      String use = key.path("use").asText();
      checks.check(
          "WA-26",
          what + ": is for nothing but JWT-SVIDs",
          () -> use.isEmpty() || use.equals("jwt-svid") ? "" : "use is `" + use + "`");
      checks.rather(
          "JW-18",
          what + ": use",
          "JWT-SVID §5 asks it of bundle documents; of the Workload API it is not said",
          () -> use.equals("jwt-svid") ? "" : "use is `" + use + "`");
      checks.check(
          "JW-19", what + ": kid", () -> key.path("kid").asText().isEmpty() ? "has none" : "");
    }
  }
}
