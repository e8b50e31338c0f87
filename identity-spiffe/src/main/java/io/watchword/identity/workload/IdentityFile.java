package io.watchword.identity.workload;

import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.svid.SvidDescription;
import io.watchword.identity.x509.Pem;
import io.watchword.identity.x509.StrictX509Certificate;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The contents of a file of which only its reader knows that it has to do with identity: PEM, DER
/// or a SPIFFE bundle document. Private keys are counted and never shown. Immutable; any thread.
///
/// @param format `pem`, `der`, `spiffe-bundle` or `spiffe-bundle-map`
/// @param certificates in the order of the file
/// @param about what else there is to say, `sequence` of a bundle for example
public record IdentityFile(
    String format, List<SvidDescription> certificates, Map<String, Object> about) {

  private static final TrustDomain UNSAID = new TrustDomain("unsaid");

  /// Reads `bytes`, whatever they are.
  ///
  /// @throws io.watchword.identity.id.IdentityException where they are nothing of that kind
  public static IdentityFile read(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.stripLeading().startsWith("{")) {
      return BundleJson.isMap(text) ? map(text) : bundle(text);
    }
    if (Pem.isPem(bytes)) {
      return pem(text);
    }
    return new IdentityFile("der", describe(StrictX509Certificate.parseAll(bytes)), Map.of());
  }

  /// The same as a document.
  public Map<String, Object> json(Instant now) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("format", format);
    out.putAll(about);
    out.put(
        "certificates", certificates.stream().map(certificate -> certificate.json(now)).toList());
    return out;
  }

  /// The same as text.
  public String text(Instant now) {
    StringBuilder out = new StringBuilder();
    out.append(String.format("%-10s %s%n", "format", format));
    about.forEach(
        (label, value) -> out.append(String.format("%-10s %s%n", label.replace('_', ' '), value)));
    certificates.forEach(
        certificate -> out.append(System.lineSeparator()).append(certificate.text(now)));
    return out.toString();
  }

  private static IdentityFile pem(String text) {
    List<Pem.Block> blocks = Pem.read(text);
    long keys = blocks.stream().filter(block -> block.label().endsWith("PRIVATE KEY")).count();
    List<StrictX509Certificate> certificates =
        blocks.stream()
            .filter(block -> block.label().equals("CERTIFICATE"))
            .map(block -> StrictX509Certificate.parse(block.content()))
            .toList();
    return new IdentityFile(
        "pem", describe(certificates), keys > 0 ? Map.of("private_keys", keys) : Map.of());
  }

  private static IdentityFile bundle(String text) {
    X509Bundle bundle = BundleJson.parse(UNSAID, text);
    Map<String, Object> about = new LinkedHashMap<>();
    bundle.sequence().ifPresent(sequence -> about.put("sequence", sequence));
    bundle.refreshHint().ifPresent(hint -> about.put("refresh_hint", hint.toSeconds() + "s"));
    return new IdentityFile("spiffe-bundle", describe(bundle.strictRoots()), about);
  }

  private static IdentityFile map(String text) {
    List<StrictX509Certificate> roots = new ArrayList<>();
    List<String> domains = new ArrayList<>();
    BundleJson.parseMap(text)
        .byTrustDomain()
        .forEach(
            (domain, bundle) -> {
              domains.add(domain.name());
              roots.addAll(bundle.strictRoots());
            });
    return new IdentityFile(
        "spiffe-bundle-map",
        describe(roots),
        Map.of("trust_domains", domains.stream().sorted().toList()));
  }

  private static List<SvidDescription> describe(List<StrictX509Certificate> certificates) {
    return certificates.stream().map(SvidDescription::of).toList();
  }
}
