package io.watchword.bundles.signature;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.watchword.bundles.RefusedBundleException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.TreeMap;

/// The payload of a bundle's signature, in OPA's format.
///
/// @param files by name
/// @param keyId claim `keyid`, which older builds of OPA write instead of `kid`; empty where absent
/// @param scope what the signature is meant for; empty where absent
record SignatureClaims(SequencedMap<String, SignedFile> files, String keyId, String scope) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /// @throws RefusedBundleException if it does not say what was signed
  static SignatureClaims parse(byte[] payload) {
    JsonNode claims;
    try {
      claims = JSON.readTree(payload);
    } catch (IOException e) {
      throw malformed("its payload is not JSON");
    }
    JsonNode list = claims.path("files");
    if (!list.isArray()) throw malformed("its payload has no list `files`");
    var files = new LinkedHashMap<String, SignedFile>();
    for (JsonNode node : list) {
      SignedFile file = file(node);
      if (files.put(file.name(), file) != null) {
        throw malformed("its payload names `" + file.name() + "` twice");
      }
    }
    return new SignatureClaims(files, text(claims, "keyid"), text(claims, "scope"));
  }

  String print() {
    var claims = new TreeMap<String, Object>();
    claims.put("files", List.copyOf(files.values()));
    claims.put("keyid", keyId);
    if (!scope.isEmpty()) claims.put("scope", scope);
    try {
      return JSON.writeValueAsString(claims);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SignedFile file(JsonNode node) {
    String name = text(node, "name");
    // As OPA, which drops one slash at the front of names in the archive.
    String path = name.startsWith("/") ? name.substring(1) : name;
    String algorithm = text(node, "algorithm");
    if (path.isEmpty()) throw malformed("its payload has a file without `name`");
    if (!FileHash.isSupported(algorithm)) {
      throw new RefusedBundleException(
          "bundles/hash-algorithm",
          "`"
              + path
              + "` is hashed with `"
              + algorithm
              + "` (expected: SHA-256, SHA-384 or SHA-512)");
    }
    return new SignedFile(path, text(node, "hash").toLowerCase(Locale.ROOT), algorithm);
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) return "";
    if (!value.isTextual()) throw malformed("`" + name + "` in its payload is not a string");
    return value.textValue();
  }

  private static RefusedBundleException malformed(String why) {
    return new RefusedBundleException("bundles/signature-format", "the signature: " + why);
  }
}
