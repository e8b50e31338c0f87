package io.watchword.identity.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.watchword.identity.id.InvalidSpiffeIdException;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.x509.MalformedCertificateException;
import io.watchword.identity.x509.StrictX509Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// A bundle as SPIFFE writes it: a JWK set. Only what is for X.509-SVIDs is read; elements that are
/// for something else, or of a kind we do not know, are passed over one by one and never spoil the
/// rest.
public final class BundleJson {
  // [1] SPIFFE Trust Domain and Bundle §4. [2] X509-SVID §6.

  private static final String X509_SVID = "x509-svid";
  private static final Set<String> KNOWN_KEY_TYPES = Set.of("EC", "RSA", "OKP", "AKP");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private BundleJson() {}

  /// Reads the bundle of `trustDomain`; which one it is, the document does not say.
  ///
  /// @throws InvalidBundleException where the document, or an X.509 element of it, is broken
  public static X509Bundle parse(TrustDomain trustDomain, String text) {
    return read(trustDomain, document(text), true);
  }

  /// Whether the document is a map of several trust domains' bundles.
  public static boolean isMap(String text) {
    return document(text).has("trust_domains");
  }

  /// Reads a map of bundles.
  public static TrustBundles parseMap(String text) {
    JsonNode domains = document(text).get("trust_domains");
    if (domains == null || !domains.isObject()) {
      throw new InvalidBundleException("bundle map lacks the object `trust_domains`");
    }
    List<X509Bundle> bundles = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : domains.properties()) {
      bundles.add(read(domain(entry.getKey()), entry.getValue(), false));
    }
    return TrustBundles.of(bundles);
  }

  /// Writes `bundle`: one element per root, sequence and refresh hint where they are known.
  public static String print(X509Bundle bundle) {
    ObjectNode document = JSON.createObjectNode();
    ArrayNode keys = document.putArray("keys");
    bundle.strictRoots().forEach(root -> keys.add(RootJwk.print(JSON.createObjectNode(), root)));
    bundle.sequence().ifPresent(sequence -> document.put("spiffe_sequence", sequence));
    bundle.refreshHint().ifPresent(hint -> document.put("spiffe_refresh_hint", hint.toSeconds()));
    return document.toPrettyString() + "\n";
  }

  private static JsonNode document(String text) {
    try {
      JsonNode document = JSON.readTree(text);
      if (document == null || !document.isObject()) {
        throw new InvalidBundleException("bundle is no JSON object");
      }
      return document;
    } catch (JsonProcessingException e) {
      throw new InvalidBundleException("bundle is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static TrustDomain domain(String name) {
    try {
      return new TrustDomain(name);
    } catch (InvalidSpiffeIdException e) {
      throw new InvalidBundleException("bundle map: " + e.getMessage(), e);
    }
  }

  private static X509Bundle read(TrustDomain trustDomain, JsonNode document, boolean withHint) {
    JsonNode keys = document.get("keys");
    if (keys == null || !keys.isArray()) {
      throw new InvalidBundleException("bundle of `" + trustDomain + "` lacks the array `keys`");
    }
    List<X509Certificate> roots = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      root(trustDomain, keys.get(i), i).ifPresent(roots::add);
    }
    OptionalLong sequence = number(trustDomain, document, "spiffe_sequence");
    OptionalLong hint = number(trustDomain, document, "spiffe_refresh_hint");
    Optional<Duration> refresh =
        withHint && hint.isPresent()
            ? Optional.of(Duration.ofSeconds(hint.getAsLong()))
            : Optional.empty();
    return new X509Bundle(trustDomain, roots, sequence, refresh);
  }

  private static Optional<StrictX509Certificate> root(
      TrustDomain trustDomain, JsonNode key, int index) {
    boolean ours =
        KNOWN_KEY_TYPES.contains(key.path("kty").asText())
            && key.path("use").asText().equals(X509_SVID);
    JsonNode chain = key.path("x5c");
    if (!ours || chain.isMissingNode() || chain.isArray() && chain.isEmpty()) {
      return Optional.empty();
    }
    if (!chain.isArray() || !chain.get(0).isTextual()) {
      throw new InvalidBundleException(
          "bundle of `" + trustDomain + "`: `x5c` of element " + index + " is no list of texts");
    }
    try {
      // What follows the first is not looked at.
      return Optional.of(
          StrictX509Certificate.parse(Base64.getDecoder().decode(chain.get(0).asText())));
    } catch (MalformedCertificateException | IllegalArgumentException e) {
      throw new InvalidBundleException(
          "bundle of `"
              + trustDomain
              + "`: `x5c` of element "
              + index
              + " cannot be read: "
              + e.getMessage(),
          e);
    }
  }

  private static OptionalLong number(TrustDomain trustDomain, JsonNode document, String name) {
    JsonNode value = document.get(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
      throw new InvalidBundleException(
          "bundle of `"
              + trustDomain
              + "`: `"
              + name
              + "` is "
              + value
              + " (expected: an integer >= 0)");
    }
    return OptionalLong.of(value.asLong());
  }
}
