package io.watchword.ca.attestation.x509pop;

import io.watchword.ca.attestation.plugin.Challenge;
import io.watchword.ca.attestation.plugin.NodeAttestor;
import io.watchword.ca.attestation.plugin.NodeClaim;
import io.watchword.ca.attestation.plugin.RefusedEvidenceException;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.svid.InvalidSvidException;
import io.watchword.identity.svid.X509SvidValidator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/// Lets in who shows a certificate and signs a challenge with its key. Thread-safe.
///
/// Evidence: `{"certificates": [BASE64, …]}`, leaf first. Selectors: `x509pop:subject:cn:NAME`,
/// `x509pop:ca:fingerprint:SHA1` for each authority of the chain, `x509pop:serialnumber:HEX`.
public final class X509popAttestor implements NodeAttestor {
  private static final String TYPE = "x509pop";
  private static final int DIGITAL_SIGNATURE = 0;

  private final X509popSettings settings;
  private final TrustDomain trustDomain;
  private final Set<TrustAnchor> anchors;
  private final Supplier<TrustBundles> ownTrust;
  private final X509SvidValidator svids = new X509SvidValidator();
  private final RandomGenerator random;
  private final InstantSource clock;

  /// @param ownTrust what the mesh trusts now, for mode `spiffe`
  /// @param random for challenges: a secure one
  /// @throws IllegalArgumentException where the bundle cannot be read
  public X509popAttestor(
      X509popSettings settings,
      TrustDomain trustDomain,
      Supplier<TrustBundles> ownTrust,
      RandomGenerator random,
      InstantSource clock) {
    this.settings = settings;
    this.trustDomain = trustDomain;
    this.anchors = settings.caBundle().map(X509popAttestor::anchors).orElse(Set.of());
    this.ownTrust = ownTrust;
    this.random = random;
    this.clock = clock;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public NodeClaim attest(byte[] evidence, Challenge challenge) {
    ShownChain chain = ShownChain.read(evidence, settings);
    List<X509Certificate> authorities = new ArrayList<>();
    Optional<SpiffeId> svid = Optional.empty();
    switch (settings.mode()) {
      case EXTERNAL_PKI -> authorities.addAll(externalAuthorities(chain));
      case SPIFFE -> svid = Optional.of(exchangeable(chain));
    }
    byte[] nonce = new byte[PossessionProof.NONCE_BYTES];
    random.nextBytes(nonce);
    PossessionProof.check(challenge.ask(nonce), chain.leaf(), trustDomain.name(), nonce);
    return new NodeClaim(name(chain.leaf(), svid), selectors(chain.leaf(), authorities), true);
  }

  private List<X509Certificate> externalAuthorities(ShownChain chain) {
    boolean[] usage = chain.leaf().getKeyUsage();
    if (usage != null && !usage[DIGITAL_SIGNATURE]) {
      throw new RefusedEvidenceException(
          "the certificate is not for signing (key usage lacks digitalSignature)");
    }
    try {
      PKIXParameters parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(clock.instant()));
      PKIXCertPathValidatorResult result =
          (PKIXCertPathValidatorResult)
              CertPathValidator.getInstance("PKIX")
                  .validate(
                      CertificateFactory.getInstance("X.509")
                          .generateCertPath(chain.certificates()),
                      parameters);
      List<X509Certificate> authorities =
          new ArrayList<>(chain.certificates().subList(1, chain.certificates().size()));
      authorities.add(result.getTrustAnchor().getTrustedCert());
      return authorities;
    } catch (GeneralSecurityException e) {
      throw new RefusedEvidenceException(
          "the certificate does not lead to an authority of `ca-bundle`: " + e.getMessage(), e);
    }
  }

  private SpiffeId exchangeable(ShownChain chain) {
    SpiffeId id;
    try {
      id = svids.validate(chain.certificates(), ownTrust.get(), clock.instant()).id();
    } catch (InvalidSvidException e) {
      throw new RefusedEvidenceException("the SVID is refused: " + e.getMessage(), e);
    }
    if (!id.isMemberOf(trustDomain) || !id.path().startsWith(settings.svidPrefix())) {
      throw new RefusedEvidenceException(
          "SVID `" + id + "` (expected: a path that begins with `" + settings.svidPrefix() + "`)");
    }
    return id;
  }

  private String name(X509Certificate leaf, Optional<SpiffeId> svid) {
    Map<String, String> values =
        Map.of(
            "{fingerprint}",
            sha1(leaf),
            "{serial}",
            leaf.getSerialNumber().toString(16),
            "{common-name}",
            commonName(leaf).orElse(""),
            "{svid-path}",
            svid.map(id -> id.path().substring(settings.svidPrefix().length())).orElse(""));
    String name = settings.nameTemplate();
    for (Map.Entry<String, String> value : values.entrySet()) {
      // A slash in a common name would make another node's name of it.
      boolean isUnfit =
          value.getValue().isEmpty()
              || value.getValue().contains("/") && !value.getKey().equals("{svid-path}");
      if (name.contains(value.getKey()) && isUnfit) {
        throw new RefusedEvidenceException(
            "the certificate has nothing that fits " + value.getKey() + " of `agent-name`");
      }
      name = name.replace(value.getKey(), value.getValue());
    }
    return name;
  }

  private static List<String> selectors(X509Certificate leaf, List<X509Certificate> authorities) {
    Set<String> found = new LinkedHashSet<>();
    commonName(leaf).ifPresent(name -> found.add(TYPE + ":subject:cn:" + name));
    authorities.forEach(authority -> found.add(TYPE + ":ca:fingerprint:" + sha1(authority)));
    found.add(TYPE + ":serialnumber:" + leaf.getSerialNumber().toString(16));
    return List.copyOf(found);
  }

  // Of several the most specific one, which stands last in the name's text form.
  private static Optional<String> commonName(X509Certificate leaf) {
    try {
      return new LdapName(leaf.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
              .map(Rdn::getValue)
              .map(String::valueOf)
              .reduce((first, second) -> second)
              .filter(name -> !name.isEmpty());
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }

  private static String sha1(X509Certificate certificate) {
    try {
      // A name of SPIRE's, not a protection: chains are verified by their signatures.
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no SHA-1", e);
    }
  }

  private static Set<TrustAnchor> anchors(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Set<TrustAnchor> anchors =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(certificate -> new TrustAnchor((X509Certificate) certificate, null))
              .collect(Collectors.toCollection(LinkedHashSet::new));
      if (anchors.isEmpty()) {
        throw new IllegalArgumentException("`" + file + "` holds no certificate (expected: PEM)");
      }
      return anchors;
    } catch (IOException | CertificateException e) {
      throw new IllegalArgumentException("`" + file + "` cannot be read: " + e.getMessage(), e);
    }
  }
}
