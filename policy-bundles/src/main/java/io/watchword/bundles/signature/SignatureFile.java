package io.watchword.bundles.signature;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.watchword.bundles.RefusedBundleException;
import io.watchword.bundles.archive.PolicyFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `.signatures.json` of a bundle. Thread-safe, without state.
public final class SignatureFile {

  /// Where it stands in a bundle.
  public static final String PATH = ".signatures.json";

  private static final String HASH = "SHA-256";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private SignatureFile() {}

  /// Signs all files of a bundle, its manifest among them.
  ///
  /// @throws RefusedBundleException if a file cannot be signed in OPA's way
  public static PolicyFile sign(List<PolicyFile> files, BundleSigner signer) {
    var signed = new LinkedHashMap<String, SignedFile>();
    for (PolicyFile file : files) {
      signed.put(file.path(), new SignedFile(file.path(), FileHash.of(file, HASH), HASH));
    }
    String jws = signer.sign(new SignatureClaims(signed, signer.keyId(), "").print());
    try {
      return PolicyFile.of(PATH, JSON.writeValueAsString(Map.of("signatures", List.of(jws))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The one signature of a bundle.
  ///
  /// @throws RefusedBundleException if there is none, or several: which of them would have to hold
  ///   is undefined
  static String onlySignature(PolicyFile file) {
    JsonNode document;
    try {
      document = JSON.readTree(file.content());
    } catch (IOException e) {
      throw new RefusedBundleException("bundles/signature-format", "`" + PATH + "` is not JSON", e);
    }
    if (document.has("plugin")) {
      throw new RefusedBundleException(
          "bundles/signature-format",
          "`" + PATH + "` asks for the plugin `" + document.get("plugin").asText() + "`");
    }
    JsonNode signatures = document.path("signatures");
    if (signatures.isEmpty()) {
      throw new RefusedBundleException(
          "bundles/unsigned", "`" + PATH + "` holds no signature (expected: exactly one)");
    }
    if (signatures.size() > 1) {
      throw new RefusedBundleException(
          "bundles/several-signatures",
          "`" + PATH + "` holds " + signatures.size() + " signatures (expected: exactly one)");
    }
    if (!signatures.isArray() || !signatures.get(0).isTextual()) {
      throw new RefusedBundleException(
          "bundles/signature-format", "`signatures` in `" + PATH + "` is not a list of strings");
    }
    return signatures.get(0).textValue();
  }
}
