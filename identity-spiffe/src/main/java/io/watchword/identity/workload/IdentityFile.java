package io.watchword.identity.workload;

import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.SpiffeBundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.jwt.JwtDescription;
import io.watchword.identity.svid.SvidDescription;
import io.watchword.identity.x509.MalformedCertificateException;
import io.watchword.identity.x509.Pem;
import io.watchword.identity.x509.StrictX509Certificate;
import io.watchword.identity.x509.StrictX509Crl;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The contents of a file of which only its reader knows that it has to do with identity: PEM, DER,
/// a revocation list, a token or a SPIFFE bundle document. Private keys are counted and never
/// shown, nor are tokens. Immutable; any thread.
///
/// @param format `pem`, `der`, `crl`, `jwt`, `spiffe-bundle` or `spiffe-bundle-map`
/// @param about what there is to say of the whole, `sequence` of a bundle for example
/// @param certificates in the order of the file
/// @param lists revocation lists, in the order of the file
/// @param token the token that the file is
/// @param jwtKeys keys of JWT-SVIDs, in the order of the file
public record IdentityFile(
    String format,
    Map<String, Object> about,
    List<SvidDescription> certificates,
    List<StrictX509Crl> lists,
    Optional<JwtDescription> token,
    List<Map<String, Object>> jwtKeys) {

  private static final TrustDomain UNSAID = new TrustDomain("unsaid");
  private static final int MAX_SERIALS = 1000;

  /// Reads `bytes`, whatever they are.
  ///
  /// @throws io.watchword.identity.id.IdentityException where they are nothing of that kind
  public static IdentityFile read(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8).strip();
    if (text.startsWith("{")) {
      return BundleJson.isMap(text) ? map(text) : bundle(text);
    }
    if (Pem.isPem(bytes)) {
      return pem(text);
    }
    if (JwtDescription.isToken(text)) {
      return new IdentityFile(
          "jwt", Map.of(), List.of(), List.of(), Optional.of(JwtDescription.of(text)), List.of());
    }
    return der(bytes);
  }

  /// The same as a document.
  public Map<String, Object> json(Instant now) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("format", format);
    out.putAll(about);
    out.put(
        "certificates", certificates.stream().map(certificate -> certificate.json(now)).toList());
    if (!lists.isEmpty()) {
      out.put("revocation_lists", lists.stream().map(list -> describe(list, now)).toList());
    }
    token.ifPresent(jwt -> out.put("jwt", jwt.json(now)));
    if (!jwtKeys.isEmpty()) {
      out.put("jwt_keys", jwtKeys);
    }
    return out;
  }

  /// The same as text.
  public String text(Instant now) {
    StringBuilder out = new StringBuilder();
    write(out, "format", format);
    about.forEach((label, value) -> write(out, label, value));
    for (SvidDescription certificate : certificates) {
      out.append(System.lineSeparator()).append(certificate.text(now));
    }
    lists.forEach(list -> write(out, describe(list, now)));
    token.ifPresent(jwt -> write(out, jwt.json(now)));
    jwtKeys.forEach(key -> write(out, key));
    return out.toString();
  }

  private static void write(StringBuilder out, Map<String, ? extends @Nullable Object> members) {
    out.append(System.lineSeparator());
    members.forEach(
        (label, value) -> {
          if (value instanceof Map<?, ?> inner) {
            inner.forEach((name, one) -> write(out, label + " " + name, one));
          } else if (value instanceof List<?> several) {
            several.forEach(one -> write(out, label, one));
          } else {
            write(out, label, value);
          }
        });
  }

  private static void write(StringBuilder out, String label, @Nullable Object value) {
    // Tokens come from strangers and go to terminals.
    String text = String.valueOf(value).replaceAll("\\p{C}", "?");
    out.append(
        String.format("%-10s %s%n", label.replace('_', ' ').replaceAll("\\p{C}", "?"), text));
  }

  private static IdentityFile pem(String text) {
    List<Pem.Block> blocks = Pem.read(text);
    long keys = blocks.stream().filter(block -> block.label().endsWith("PRIVATE KEY")).count();
    List<StrictX509Certificate> certificates =
        blocks.stream()
            .filter(block -> block.label().equals("CERTIFICATE"))
            .map(block -> StrictX509Certificate.parse(block.content()))
            .toList();
    List<StrictX509Crl> lists =
        blocks.stream()
            .filter(block -> block.label().equals("X509 CRL"))
            .map(block -> StrictX509Crl.parse(block.content()))
            .toList();
    Map<String, Object> about = new LinkedHashMap<>();
    if (keys > 0) {
      about.put("private_keys", keys);
    }
    List<String> others =
        blocks.stream().map(Pem.Block::label).filter(label -> !isDescribed(label)).toList();
    if (!others.isEmpty()) {
      about.put("not_described", others);
    }
    return new IdentityFile(
        "pem", about, describe(certificates), lists, Optional.empty(), List.of());
  }

  private static boolean isDescribed(String label) {
    return label.equals("CERTIFICATE") || label.equals("X509 CRL") || label.endsWith("PRIVATE KEY");
  }

  private static IdentityFile der(byte[] bytes) {
    if (bytes.length == 0) {
      // An empty list of certificates would be read; nobody means that.
      StrictX509Certificate.parse(bytes);
    }
    try {
      return new IdentityFile(
          "der",
          Map.of(),
          describe(StrictX509Certificate.parseAll(bytes)),
          List.of(),
          Optional.empty(),
          List.of());
    } catch (MalformedCertificateException e) {
      try {
        List<StrictX509Crl> lists = List.of(StrictX509Crl.parse(bytes));
        return new IdentityFile("crl", Map.of(), List.of(), lists, Optional.empty(), List.of());
      } catch (MalformedCertificateException noList) {
        // What is wrong with it as a certificate is what most readers want to know.
        throw e;
      }
    }
  }

  private static IdentityFile bundle(String text) {
    SpiffeBundle bundle = BundleJson.parseWhole(UNSAID, text);
    Map<String, Object> about = new LinkedHashMap<>();
    bundle.sequence().ifPresent(sequence -> about.put("sequence", sequence));
    bundle.refreshHint().ifPresent(hint -> about.put("refresh_hint", hint.toSeconds() + "s"));
    return new IdentityFile(
        "spiffe-bundle",
        about,
        describe(bundle.x509().strictRoots()),
        List.of(),
        Optional.empty(),
        keys(bundle, Map.of()));
  }

  private static IdentityFile map(String text) {
    List<StrictX509Certificate> roots = new ArrayList<>();
    List<Map<String, Object>> keys = new ArrayList<>();
    Map<TrustDomain, SpiffeBundle> bundles = BundleJson.parseWholeMap(text);
    bundles.forEach(
        (domain, bundle) -> {
          roots.addAll(bundle.x509().strictRoots());
          keys.addAll(keys(bundle, Map.of("trust_domain", domain.name())));
        });
    return new IdentityFile(
        "spiffe-bundle-map",
        Map.of("trust_domains", bundles.keySet().stream().map(TrustDomain::name).sorted().toList()),
        describe(roots),
        List.of(),
        Optional.empty(),
        keys);
  }

  private static List<Map<String, Object>> keys(SpiffeBundle bundle, Map<String, Object> about) {
    List<Map<String, Object>> keys = new ArrayList<>();
    bundle
        .jwt()
        .keys()
        .forEach(
            (id, key) -> {
              Map<String, Object> described = new LinkedHashMap<>(about);
              described.put("kind", "jwt-svid-key");
              described.put("key_id", id);
              described.put("key", StrictX509Certificate.keyName(key));
              keys.add(described);
            });
    return keys;
  }

  private static List<SvidDescription> describe(List<StrictX509Certificate> certificates) {
    return certificates.stream().map(SvidDescription::of).toList();
  }

  private static Map<String, Object> describe(StrictX509Crl list, Instant now) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("kind", "revocation-list");
    out.put("issuer", list.issuer().getName());
    list.number().ifPresent(number -> out.put("number", number));
    out.put("this_update", list.thisUpdate().toString());
    list.nextUpdate().ifPresent(next -> out.put("next_update", next.toString()));
    list.problem(now).ifPresent(problem -> out.put("problem", problem));
    out.put("revoked_count", list.size());
    out.put(
        "revoked",
        list.revoked().keySet().stream()
            .sorted()
            .limit(MAX_SERIALS)
            .map((BigInteger serial) -> serial.toString(16))
            .toList());
    return out;
  }
}
