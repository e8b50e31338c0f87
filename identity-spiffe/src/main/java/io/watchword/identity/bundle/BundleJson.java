package io.watchword.identity.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.watchword.identity.id.InvalidSpiffeIdException;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.json.MalformedJsonException;
import io.watchword.identity.json.StrictJson;
import io.watchword.identity.x509.MalformedCertificateException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// A bundle as SPIFFE writes it: a JWK set. Elements that are for something else, or of a kind we
/// do not know, are passed over one by one and never spoil the rest; an element that says it is
/// ours and is broken refuses the whole.
public final class BundleJson {
  // [1] SPIFFE Trust Domain and Bundle §4. [2] X509-SVID §6. [3] JWT-SVID §6.

  private static final String X509_SVID = "x509-svid";
  private static final String JWT_SVID = "jwt-svid";
  private static final String SEQUENCE = "spiffe_sequence";
  private static final String REFRESH_HINT = "spiffe_refresh_hint";
  private static final Set<String> KNOWN_KEY_TYPES = Set.of("EC", "RSA", "OKP", "AKP");

  private BundleJson() {}

  /// Reads the roots of `trustDomain`'s bundle and leaves the rest alone; whose it is, the document
  /// does not say.
  ///
  /// @throws InvalidBundleException where the document, or an X.509 element of it, is broken
  public static X509Bundle parse(TrustDomain trustDomain, String text) {
    return roots(trustDomain, document(text), true);
  }

  /// Reads the whole bundle of `trustDomain`.
  ///
  /// @throws InvalidBundleException where the document, or an element of it that is for SVIDs, is
  ///   broken
  public static SpiffeBundle parseWhole(TrustDomain trustDomain, String text) {
    return whole(trustDomain, document(text), true);
  }

  /// Reads keys for JWT-SVIDs as the Workload API sends them: a JWK set of nothing else, in which
  /// some agents leave `use` away. Elements of another use, or without a `kid`, are passed over.
  ///
  /// @throws InvalidBundleException where the document or a key of it is broken
  public static JwtBundle parseKeys(TrustDomain trustDomain, String text) {
    return keys(trustDomain, document(text), true);
  }

  /// Whether the document is a map of several trust domains' bundles.
  public static boolean isMap(String text) {
    return document(text).has("trust_domains");
  }

  /// Reads the roots of a map of bundles.
  public static TrustBundles parseMap(String text) {
    List<X509Bundle> bundles = new ArrayList<>();
    domains(text).forEach((domain, document) -> bundles.add(roots(domain, document, false)));
    return TrustBundles.of(bundles);
  }

  /// Reads a map of bundles whole, in the order of the document. Refresh hints of its bundles are
  /// not looked at (TB-16).
  public static Map<TrustDomain, SpiffeBundle> parseWholeMap(String text) {
    Map<TrustDomain, SpiffeBundle> bundles = new LinkedHashMap<>();
    domains(text)
        .forEach((domain, document) -> bundles.put(domain, whole(domain, document, false)));
    return bundles;
  }

  /// Writes `bundle`: one element per root, sequence and refresh hint where they are known.
  public static String print(X509Bundle bundle) {
    return print(SpiffeBundle.of(bundle));
  }

  /// Writes `bundle`: one element per root, one per key, sequence and refresh hint where they are
  /// known.
  public static String print(SpiffeBundle bundle) {
    return pretty(node(bundle, true));
  }

  /// Writes keys for JWT-SVIDs and nothing else, as the Workload API sends them.
  public static String print(JwtBundle bundle) {
    ObjectNode document = StrictJson.newObject();
    print(document.putArray("keys"), bundle);
    return pretty(document);
  }

  /// Writes a map of bundles, without refresh hints (TB-15).
  ///
  /// @throws IllegalArgumentException where a trust domain appears twice (TB-13)
  public static String printMap(Collection<SpiffeBundle> bundles) {
    ObjectNode document = StrictJson.newObject();
    ObjectNode domains = document.putObject("trust_domains");
    for (SpiffeBundle bundle : bundles) {
      String name = bundle.trustDomain().name();
      if (domains.has(name)) {
        throw new IllegalArgumentException("two bundles of `" + name + "`");
      }
      domains.set(name, node(bundle, false));
    }
    return pretty(document);
  }

  private static ObjectNode node(SpiffeBundle bundle, boolean withHint) {
    ObjectNode document = StrictJson.newObject();
    ArrayNode keys = document.putArray("keys");
    bundle.x509().strictRoots().forEach(root -> RootJwk.print(keys.addObject(), root));
    print(keys, bundle.jwt());
    bundle.sequence().ifPresent(sequence -> document.put(SEQUENCE, sequence));
    bundle
        .refreshHint()
        .filter(hint -> withHint)
        .ifPresent(hint -> document.put(REFRESH_HINT, hint.toSeconds()));
    return document;
  }

  private static void print(ArrayNode keys, JwtBundle bundle) {
    bundle.keys().forEach((id, key) -> JwtKeyJwk.print(keys.addObject(), id, key));
  }

  private static String pretty(ObjectNode document) {
    return document.toPrettyString() + "\n";
  }

  private static JsonNode document(String text) {
    try {
      return StrictJson.object(text);
    } catch (MalformedJsonException e) {
      throw new InvalidBundleException("bundle is " + e.getMessage(), e);
    }
  }

  private static Map<TrustDomain, JsonNode> domains(String text) {
    JsonNode domains = document(text).get("trust_domains");
    if (domains == null || !domains.isObject()) {
      throw new InvalidBundleException("bundle map lacks the object `trust_domains`");
    }
    Map<TrustDomain, JsonNode> map = new LinkedHashMap<>();
    domains.properties().forEach(entry -> map.put(domain(entry.getKey()), entry.getValue()));
    return map;
  }

  private static TrustDomain domain(String name) {
    try {
      return new TrustDomain(name);
    } catch (InvalidSpiffeIdException e) {
      throw new InvalidBundleException("bundle map: " + e.getMessage(), e);
    }
  }

  private static SpiffeBundle whole(TrustDomain trustDomain, JsonNode document, boolean withHint) {
    return new SpiffeBundle(
        roots(trustDomain, document, withHint), keys(trustDomain, document, false));
  }

  private static X509Bundle roots(TrustDomain trustDomain, JsonNode document, boolean withHint) {
    JsonNode elements = elements(trustDomain, document);
    List<X509Certificate> roots = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      if (!isFor(elements.get(i), X509_SVID)) {
        continue;
      }
      try {
        RootJwk.read(elements.get(i)).ifPresent(roots::add);
      } catch (MalformedCertificateException | IllegalArgumentException e) {
        throw broken(trustDomain, "`x5c`", i, e);
      }
    }
    OptionalLong sequence = number(trustDomain, document, SEQUENCE);
    OptionalLong hint = number(trustDomain, document, REFRESH_HINT);
    Optional<Duration> refresh =
        withHint && hint.isPresent()
            ? Optional.of(Duration.ofSeconds(hint.getAsLong()))
            : Optional.empty();
    return new X509Bundle(trustDomain, roots, sequence, refresh);
  }

  private static JwtBundle keys(
      TrustDomain trustDomain, JsonNode document, boolean useMayBeMissing) {
    JsonNode elements = elements(trustDomain, document);
    Map<String, PublicKey> keys = new LinkedHashMap<>();
    for (int i = 0; i < elements.size(); i++) {
      JsonNode element = elements.get(i);
      String id = element.path("kid").isTextual() ? element.path("kid").asText() : "";
      boolean ours = isFor(element, JWT_SVID) || useMayBeMissing && !element.has("use");
      // A key that no token can name: the specification says that it must have an id (JW-19).
      if (!ours || id.isEmpty()) {
        continue;
      }
      try {
        Optional<PublicKey> key = JwtKeyJwk.read(element);
        if (key.isPresent() && keys.putIfAbsent(id, key.get()) != null) {
          throw new IllegalArgumentException("`kid` \"" + id + "\" is there twice");
        }
      } catch (IllegalArgumentException e) {
        throw broken(trustDomain, "key", i, e);
      }
    }
    return new JwtBundle(trustDomain, keys);
  }

  private static JsonNode elements(TrustDomain trustDomain, JsonNode document) {
    JsonNode elements = document.get("keys");
    if (elements == null || !elements.isArray()) {
      throw new InvalidBundleException("bundle of `" + trustDomain + "` lacks the array `keys`");
    }
    return elements;
  }

  private static boolean isFor(JsonNode element, String use) {
    return KNOWN_KEY_TYPES.contains(element.path("kty").asText())
        && element.path("use").asText().equals(use);
  }

  private static InvalidBundleException broken(
      TrustDomain trustDomain, String what, int index, RuntimeException e) {
    return new InvalidBundleException(
        "bundle of `"
            + trustDomain
            + "`: "
            + what
            + " of element "
            + index
            + " cannot be read: "
            + e.getMessage(),
        e);
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
