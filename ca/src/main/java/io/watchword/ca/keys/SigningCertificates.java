package io.watchword.ca.keys;

import io.watchword.identity.id.TrustDomain;
import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509ExtensionUtils;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/// What signing certificates look like: SVIDs of the trust domain itself [1]. Thread-safe: no
/// state.
public final class SigningCertificates {
  // [1] X509-SVID §3.2 (X5-06 to X5-08): a signing certificate should itself be an SVID; its ID has
  // no path and lies in the
  //     trust domain of what it signs. SPIFFE-ID §4 says the same of signing authorities (ID-20 to
  // ID-22).

  // [2] RFC 5280 §4.2.1.10: a constraint on URIs that begins with no period names one host.

  /// How far certificates reach back, for verifiers whose clock is behind.
  static final Duration BACKDATE = Duration.ofSeconds(10);

  private final TrustDomain trustDomain;
  private final SerialNumbers serials;
  private final boolean constrained;

  /// Those of `trustDomain`, without name constraints.
  public SigningCertificates(TrustDomain trustDomain, SerialNumbers serials) {
    this(trustDomain, serials, false);
  }

  /// @param constrained whether intermediates may sign for URIs of the trust domain alone, in the
  ///   eyes of every verifier [2]
  public SigningCertificates(TrustDomain trustDomain, SerialNumbers serials, boolean constrained) {
    this.trustDomain = trustDomain;
    this.serials = serials;
    this.constrained = constrained;
  }

  /// Whether intermediates have name constraints.
  public boolean isConstrained() {
    return constrained;
  }

  /// A self-signed root.
  public X509Certificate root(String name, SigningKey key, Instant notBefore, Instant notAfter) {
    X500Name subject = subject("Watchword " + name);
    X509v3CertificateBuilder builder =
        builder(subject, subject, key.publicKey(), notBefore, notAfter);
    try {
      addExtensions(builder, new BasicConstraints(true), key.publicKey());
      return Certificates.parse(builder.build(new SigningKeySigner(key)).getEncoded());
    } catch (IOException e) {
      throw new KeysException("ca/signing-failed", "a root cannot be built", e);
    }
  }

  /// An intermediate for the key that `csr` is for, path length 0, that ends with its issuer at the
  /// latest.
  ///
  /// @throws KeysException `ca/csr-malformed`, `ca/root-ended`
  public X509Certificate intermediate(
      byte[] csr, X509Certificate issuer, SigningKey issuerKey, Instant now, Duration ttl) {
    Instant end = issuer.getNotAfter().toInstant();
    if (!now.isBefore(end)) {
      throw new KeysException(
          "ca/root-ended",
          "issuer `" + issuer.getSubjectX500Principal().getName() + "` ended at " + end);
    }
    Instant wanted = now.plus(ttl);
    PublicKey subjectKey = subjectKey(csr);
    X509v3CertificateBuilder builder =
        builder(
            X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded()),
            intermediateSubject(subjectKey),
            subjectKey,
            now.minus(BACKDATE),
            wanted.isBefore(end) ? wanted : end);
    try {
      addExtensions(builder, new BasicConstraints(0), subjectKey);
      builder.addExtension(Extension.authorityKeyIdentifier, false, keyIdentifier(issuer));
      if (constrained) {
        builder.addExtension(Extension.nameConstraints, true, nameConstraints(trustDomain));
      }
      return Certificates.parse(builder.build(new SigningKeySigner(issuerKey)).getEncoded());
    } catch (IOException e) {
      throw new KeysException("ca/signing-failed", "an intermediate cannot be built", e);
    }
  }

  /// A self-signed certificate that a key store keeps a JWT key under: nobody trusts it, and it
  /// certifies nothing but the key's name and end.
  public X509Certificate ofJwtKey(
      String name, SigningKey key, Instant notBefore, Instant notAfter) {
    X500Name subject = subject("Watchword JWT " + name);
    X509v3CertificateBuilder builder =
        builder(subject, subject, key.publicKey(), notBefore, notAfter);
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      return Certificates.parse(builder.build(new SigningKeySigner(key)).getEncoded());
    } catch (IOException e) {
      throw new KeysException("ca/signing-failed", "a certificate cannot be built", e);
    }
  }

  /// PKCS#10, DER, that asks for an intermediate for `key`.
  public byte[] intermediateRequest(SigningKey key) {
    try {
      ExtensionsGenerator wanted = new ExtensionsGenerator();
      wanted.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      wanted.addExtension(Extension.keyUsage, true, usage());
      wanted.addExtension(Extension.subjectAlternativeName, false, name());
      if (constrained) {
        wanted.addExtension(Extension.nameConstraints, true, nameConstraints(trustDomain));
      }
      Extensions extensions = wanted.generate();
      PKCS10CertificationRequest request =
          new PKCS10CertificationRequestBuilder(
                  intermediateSubject(key.publicKey()), info(key.publicKey()))
              .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions)
              .build(new SigningKeySigner(key));
      return request.getEncoded();
    } catch (IOException e) {
      throw new KeysException(
          "ca/signing-failed", "a request for an intermediate cannot be built", e);
    }
  }

  private X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey key, Instant notBefore, Instant notAfter) {
    return new X509v3CertificateBuilder(
        issuer,
        serials.next(),
        Date.from(notBefore),
        Date.from(notAfter),
        Locale.ROOT,
        subject,
        info(key));
  }

  private void addExtensions(
      X509v3CertificateBuilder builder, BasicConstraints constraints, PublicKey key)
      throws IOException {
    builder.addExtension(Extension.basicConstraints, true, constraints);
    builder.addExtension(Extension.keyUsage, true, usage());
    builder.addExtension(Extension.subjectAlternativeName, false, name());
    builder.addExtension(
        Extension.subjectKeyIdentifier, false, extensions().createSubjectKeyIdentifier(info(key)));
  }

  /// The name constraints that intermediates of `trustDomain` have where they have any, DER.
  static byte[] constraints(TrustDomain trustDomain) {
    try {
      return nameConstraints(trustDomain).getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("name constraints without an encoding", e);
    }
  }

  private static NameConstraints nameConstraints(TrustDomain trustDomain) {
    GeneralName host = new GeneralName(GeneralName.uniformResourceIdentifier, trustDomain.name());
    return new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(host)}, null);
  }

  // As the issuer has it, which may be no SHA-1 of its key where it is not ours.
  private static AuthorityKeyIdentifier keyIdentifier(X509Certificate issuer) {
    byte[] extension = issuer.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    if (extension == null) {
      return extensions().createAuthorityKeyIdentifier(info(issuer.getPublicKey()));
    }
    byte[] inner = ASN1OctetString.getInstance(extension).getOctets();
    return new AuthorityKeyIdentifier(ASN1OctetString.getInstance(inner).getOctets());
  }

  private static PublicKey subjectKey(byte[] csr) {
    try {
      SubjectPublicKeyInfo info = new PKCS10CertificationRequest(csr).getSubjectPublicKeyInfo();
      return new JcaPEMKeyConverter().setProvider(CryptoModule.provider()).getPublicKey(info);
    } catch (IOException e) {
      throw new KeysException(
          "ca/csr-malformed", "a request for an intermediate cannot be read", e);
    }
  }

  private GeneralNames name() {
    return new GeneralNames(
        new GeneralName(GeneralName.uniformResourceIdentifier, trustDomain.id().toString()));
  }

  // Roots and intermediates differ in name from each other and from their predecessors, so that
  // whoever builds a path by
  // names alone finds one.
  private static X500Name intermediateSubject(PublicKey key) {
    return subject("Watchword CA " + Fingerprints.ofKey(key).substring(0, 16));
  }

  private static X500Name subject(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.O, "Watchword")
        .addRDN(BCStyle.CN, commonName)
        .build();
  }

  private static KeyUsage usage() {
    return new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign);
  }

  private static SubjectPublicKeyInfo info(PublicKey key) {
    return SubjectPublicKeyInfo.getInstance(key.getEncoded());
  }

  private static X509ExtensionUtils extensions() {
    try {
      DigestCalculator sha1 =
          new JcaDigestCalculatorProviderBuilder()
              .setProvider(CryptoModule.provider())
              .build()
              .get(new DefaultDigestAlgorithmIdentifierFinder().find("SHA-1"));
      return new X509ExtensionUtils(sha1);
    } catch (OperatorCreationException e) {
      throw new KeysException("ca/crypto-module", "bc-fips has no SHA-1 for key identifiers", e);
    }
  }
}
