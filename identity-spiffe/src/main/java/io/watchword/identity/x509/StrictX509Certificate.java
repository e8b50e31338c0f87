package io.watchword.identity.x509;

import io.watchword.identity.x509.CertificateExtensions.BasicConstraints;
import io.watchword.identity.x509.CertificateExtensions.Extension;
import io.watchword.identity.x509.CertificateExtensions.KeyUsage;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Principal;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// A certificate read by our own strict parser, once; everything a verification asks for is at
/// hand. Immutable; any thread.
///
/// It is an [X509Certificate], so that it goes wherever the JDK's or Netty's go. The JDK's own
/// parser is not used because it refuses certificates that SPIFFE allows (a URI constraint `my_td`)
/// and takes some that it must not.
public final class StrictX509Certificate extends X509Certificate {
  // [1] RFC 5280 §4.1.

  /// The extended key usage that a TLS server's certificate needs.
  public static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

  /// The extended key usage that a TLS client's certificate needs.
  public static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

  private static final String EMAIL_ADDRESS = "1.2.840.113549.1.9.1";
  private static final int MAX_BYTES = 64 * 1024;

  private final transient byte[] encoded;
  private final transient byte[] signedPart;
  private final int version;
  private final BigInteger serial;
  private final transient SignatureAlgorithm signatureAlgorithm;
  private final transient byte @Nullable [] signatureParameters;
  private final transient byte[] issuer;
  private final transient byte[] subject;
  private final Instant notBefore;
  private final Instant notAfter;
  private final transient SubjectKey subjectKey;
  private final transient CertificateExtensions extensions;
  private final transient byte[] signature;
  private final transient byte[] sha256;

  private StrictX509Certificate(byte[] der) {
    this.encoded = der;
    Der outer = Der.of(der);
    Der.Element whole = outer.next(Der.SEQUENCE, "certificate");
    outer.end("the certificate");
    Der parts = whole.inside();
    Der.Element signed = parts.next(Der.SEQUENCE, "signed part");
    Der.Element algorithm = parts.next(Der.SEQUENCE, "signature algorithm");
    this.signature = Der.wholeBits(parts.next("signature"), "signature");
    parts.end("signature");
    this.signedPart = signed.encoded();
    Der inside = signed.inside();
    this.version = version(inside);
    this.serial = Der.integer(inside.next(Der.INTEGER, "serial number"), "serial number");
    Der.Element inner = inside.next(Der.SEQUENCE, "signature algorithm");
    if (!Arrays.equals(inner.encoded(), algorithm.encoded())) {
      throw new MalformedCertificateException("two signature algorithms that differ");
    }
    this.signatureAlgorithm = SignatureAlgorithm.read(algorithm);
    this.signatureParameters = parameters(algorithm);
    this.issuer = name(inside.next(Der.SEQUENCE, "issuer"), "issuer");
    Der validity = inside.next(Der.SEQUENCE, "validity").inside();
    this.notBefore = DerTime.read(validity.next("notBefore"), "notBefore");
    this.notAfter = DerTime.read(validity.next("notAfter"), "notAfter");
    validity.end("validity");
    this.subject = name(inside.next(Der.SEQUENCE, "subject"), "subject");
    this.subjectKey = SubjectKey.read(inside.next(Der.SEQUENCE, "public key"));
    inside.optional(0x81, "issuer's unique identifier");
    inside.optional(0x82, "subject's unique identifier");
    this.extensions = extensions(inside, version);
    inside.end("the signed part");
    this.sha256 = digest(der);
  }

  /// Reads one certificate; not a byte may be left over.
  ///
  /// @throws MalformedCertificateException where it is none
  public static StrictX509Certificate parse(byte[] der) {
    if (der.length > MAX_BYTES) {
      throw new MalformedCertificateException(
          "certificate of " + der.length + " bytes (expected: at most " + MAX_BYTES + ")");
    }
    return new StrictX509Certificate(der.clone());
  }

  /// Reads certificates that stand one after the other, as the Workload API sends them.
  public static List<StrictX509Certificate> parseAll(byte[] concatenated) {
    List<StrictX509Certificate> certificates = new ArrayList<>();
    Der all = Der.of(concatenated);
    while (!all.atEnd()) {
      certificates.add(parse(all.next(Der.SEQUENCE, "certificate").encoded()));
    }
    return List.copyOf(certificates);
  }

  /// The strict reading of `certificate`; itself if it is one.
  public static StrictX509Certificate of(X509Certificate certificate) {
    if (certificate instanceof StrictX509Certificate strict) {
      return strict;
    }
    try {
      return parse(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new MalformedCertificateException("certificate has no encoding", e);
    }
  }

  /// The strict reading of each.
  public static List<StrictX509Certificate> ofAll(
      Collection<? extends X509Certificate> certificates) {
    return certificates.stream().map(StrictX509Certificate::of).toList();
  }

  /// Length of the encoding in bytes.
  public int size() {
    return encoded.length;
  }

  /// SHA-256 of the encoding.
  public byte[] sha256() {
    return sha256.clone();
  }

  /// SHA-256 of the encoding, in lower-case hexadecimal.
  public String sha256Hex() {
    return HexFormat.of().formatHex(sha256);
  }

  /// First moment of validity.
  public Instant notBefore() {
    return notBefore;
  }

  /// Last moment of validity, to the second.
  public Instant notAfter() {
    return notAfter;
  }

  /// Names of all kinds, in the order of the certificate.
  public List<GeneralName> subjectAlternativeNames() {
    return extensions.subjectAlternativeNames();
  }

  /// The URI names, told by their tag.
  public List<String> uris() {
    return subjectAlternativeNames().stream()
        .filter(n -> n.tag() == GeneralName.URI)
        .map(GeneralName::text)
        .toList();
  }

  /// Whether it says that it is a certificate authority's.
  public boolean isAuthority() {
    return extensions.basicConstraints().map(BasicConstraints::authority).orElse(false);
  }

  /// Whether basic constraints are there and critical.
  public boolean hasCriticalBasicConstraints() {
    return extensions.basicConstraints().map(BasicConstraints::critical).orElse(false);
  }

  /// How many intermediates may follow; absent: any number.
  public Optional<Integer> pathLength() {
    return extensions.basicConstraints().map(BasicConstraints::pathLength).filter(n -> n >= 0);
  }

  /// Whether it says what its key is for.
  public boolean hasKeyUsage() {
    return extensions.keyUsage().isPresent();
  }

  /// Whether key usage is there and critical.
  public boolean hasCriticalKeyUsage() {
    return extensions.keyUsage().map(KeyUsage::critical).orElse(false);
  }

  /// Whether the key is for signing handshakes.
  public boolean canSign() {
    return can(KeyUsage.DIGITAL_SIGNATURE);
  }

  /// Whether the key is for signing certificates.
  public boolean canSignCertificates() {
    return can(KeyUsage.KEY_CERT_SIGN);
  }

  /// Whether the key is for signing revocation lists.
  public boolean canSignRevocations() {
    return can(KeyUsage.CRL_SIGN);
  }

  /// What the key may be used for, as object identifiers; absent: anything.
  public Optional<Set<String>> extendedKeyUses() {
    return extensions.extendedKeyUsage();
  }

  /// For people: `EC P-256`, `RSA 2048`.
  public String keyName() {
    return subjectKey.name();
  }

  /// The same for a key that is in no certificate.
  public static String keyName(PublicKey key) {
    return SubjectKey.read(Der.of(key.getEncoded()).next(Der.SEQUENCE, "public key")).name();
  }

  /// Whether subject and issuer are the same name.
  public boolean isSelfIssued() {
    return DistinguishedNames.same(subject, issuer);
  }

  /// Whether its own key signed it.
  public boolean isSelfSigned() {
    return isSelfIssued() && isSignedBy(this);
  }

  boolean can(int use) {
    return extensions.keyUsage().map(u -> u.has(use)).orElse(false);
  }

  boolean isIssuedInTheNameOf(StrictX509Certificate authority) {
    return DistinguishedNames.same(issuer, authority.subject);
  }

  boolean hasSubject(byte[] name) {
    return DistinguishedNames.same(subject, name);
  }

  boolean pointsTo(StrictX509Certificate authority) {
    return extensions.authorityKeyId().isPresent()
        && authority.extensions.subjectKeyId().isPresent()
        && Arrays.equals(
            extensions.authorityKeyId().get(), authority.extensions.subjectKeyId().get());
  }

  boolean isSignedBy(StrictX509Certificate authority) {
    return isSignedBy(authority, SignatureChecks.ofTheJvm());
  }

  boolean isSignedBy(StrictX509Certificate authority, SignatureChecks checks) {
    return signatureAlgorithm.verify(checks, authority.subjectKey.key(), signedPart, signature);
  }

  boolean hasEmptyIssuer() {
    return DistinguishedNames.isEmpty(issuer);
  }

  boolean hasEmptySubject() {
    return DistinguishedNames.isEmpty(subject);
  }

  /// Why signature or key must not be relied on.
  Optional<String> weakness(boolean asRoot) {
    Optional<String> signedWeakly =
        // Nobody relies on the signature of a root: it is trusted for what it is.
        asRoot
            ? Optional.empty()
            : signatureAlgorithm
                .weakness()
                .map(w -> "signature by " + signatureAlgorithm.name() + " is refused: " + w);
    return signedWeakly.or(subjectKey::weakness);
  }

  CertificateExtensions extensions() {
    return extensions;
  }

  /// The names that name constraints speak about: the subject, its e-mail addresses where no other
  /// names are, and all others.
  List<GeneralName> constrainedNames() {
    List<GeneralName> names = new ArrayList<>(subjectAlternativeNames());
    if (!hasEmptySubject()) {
      names.add(new GeneralName(GeneralName.DIRECTORY, subject));
      if (names.stream().noneMatch(n -> n.tag() == GeneralName.EMAIL)) {
        emailAddresses().forEach(names::add);
      }
    }
    return names;
  }

  private List<GeneralName> emailAddresses() {
    List<GeneralName> addresses = new ArrayList<>();
    Der sets = Der.of(subject).next(Der.SEQUENCE, "subject").inside();
    while (!sets.atEnd()) {
      Der pairs = sets.next(Der.SET, "subject").inside();
      while (!pairs.atEnd()) {
        Der pair = pairs.next(Der.SEQUENCE, "subject").inside();
        if (Der.oid(pair.next("subject"), "subject").equals(EMAIL_ADDRESS)) {
          addresses.add(new GeneralName(GeneralName.EMAIL, pair.next("e-mail address").content()));
        }
      }
    }
    return addresses;
  }

  private static int version(Der inside) {
    if (!inside.isNext(0xa0)) {
      return 1;
    }
    Der explicit = inside.next("version").inside();
    int version = Der.count(explicit.next(Der.INTEGER, "version"), "version") + 1;
    explicit.end("version");
    if (version != 2 && version != 3) {
      throw new MalformedCertificateException("version " + version + " (expected: 3)");
    }
    return version;
  }

  private static CertificateExtensions extensions(Der inside, int version) {
    if (!inside.isNext(0xa3)) {
      return CertificateExtensions.none();
    }
    if (version != 3) {
      throw new MalformedCertificateException("extensions in a certificate of version " + version);
    }
    Der explicit = inside.next("extensions").inside();
    CertificateExtensions extensions = CertificateExtensions.read(explicit.next("extensions"));
    explicit.end("extensions");
    return extensions;
  }

  private static byte[] name(Der.Element element, String what) {
    byte[] name = element.encoded();
    try {
      DistinguishedNames.principal(name);
      return name;
    } catch (MalformedCertificateException e) {
      throw new MalformedCertificateException(what + " cannot be read", e);
    }
  }

  private static byte @Nullable [] parameters(Der.Element algorithm) {
    Der inside = algorithm.inside();
    inside.next("signature algorithm");
    return inside.atEnd() ? null : inside.next("parameters").encoded();
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }

  // What X509Certificate asks for.

  @Override
  public byte[] getEncoded() {
    return encoded.clone();
  }

  @Override
  public void checkValidity() throws CertificateExpiredException, CertificateNotYetValidException {
    checkValidity(new Date());
  }

  @Override
  public void checkValidity(Date date)
      throws CertificateExpiredException, CertificateNotYetValidException {
    if (date.toInstant().isBefore(notBefore)) {
      throw new CertificateNotYetValidException("valid from " + notBefore);
    }
    if (date.toInstant().isAfter(notAfter)) {
      throw new CertificateExpiredException("valid until " + notAfter);
    }
  }

  @Override
  public int getVersion() {
    return version;
  }

  @Override
  public BigInteger getSerialNumber() {
    return serial;
  }

  @Override
  @Deprecated
  public Principal getIssuerDN() {
    return getIssuerX500Principal();
  }

  @Override
  @Deprecated
  public Principal getSubjectDN() {
    return getSubjectX500Principal();
  }

  @Override
  public X500Principal getIssuerX500Principal() {
    return DistinguishedNames.principal(issuer);
  }

  @Override
  public X500Principal getSubjectX500Principal() {
    return DistinguishedNames.principal(subject);
  }

  @Override
  public Date getNotBefore() {
    return Date.from(notBefore);
  }

  @Override
  public Date getNotAfter() {
    return Date.from(notAfter);
  }

  @Override
  public byte[] getTBSCertificate() {
    return signedPart.clone();
  }

  @Override
  public byte[] getSignature() {
    return signature.clone();
  }

  @Override
  public String getSigAlgName() {
    return signatureAlgorithm.name();
  }

  @Override
  public String getSigAlgOID() {
    return signatureAlgorithm.oid();
  }

  @Override
  public byte @Nullable [] getSigAlgParams() {
    return signatureParameters == null ? null : signatureParameters.clone();
  }

  @Override
  public boolean @Nullable [] getIssuerUniqueID() {
    return null;
  }

  @Override
  public boolean @Nullable [] getSubjectUniqueID() {
    return null;
  }

  @Override
  public boolean @Nullable [] getKeyUsage() {
    if (extensions.keyUsage().isEmpty()) {
      return null;
    }
    boolean[] uses = new boolean[9];
    for (int i = 0; i < uses.length; i++) {
      uses[i] = can(i);
    }
    return uses;
  }

  @Override
  public @Nullable List<String> getExtendedKeyUsage() {
    return extensions.extendedKeyUsage().map(List::copyOf).orElse(null);
  }

  @Override
  public int getBasicConstraints() {
    return isAuthority() ? pathLength().orElse(Integer.MAX_VALUE) : -1;
  }

  @Override
  public void verify(PublicKey key) throws SignatureException {
    if (!signatureAlgorithm.verify(SignatureChecks.ofTheJvm(), key, signedPart, signature)) {
      throw new SignatureException("signature does not match");
    }
  }

  @Override
  public void verify(PublicKey key, String provider)
      throws NoSuchAlgorithmException,
          NoSuchProviderException,
          InvalidKeyException,
          SignatureException {
    Signature verifier = Signature.getInstance(signatureAlgorithm.name(), provider);
    if (signatureAlgorithm.parameters() != null) {
      try {
        verifier.setParameter(signatureAlgorithm.parameters());
      } catch (InvalidAlgorithmParameterException e) {
        throw new SignatureException(e);
      }
    }
    verifier.initVerify(key);
    verifier.update(signedPart);
    if (!verifier.verify(signature)) {
      throw new SignatureException("signature does not match");
    }
  }

  @Override
  public PublicKey getPublicKey() {
    return subjectKey.key();
  }

  @Override
  public boolean hasUnsupportedCriticalExtension() {
    return !extensions.unknownCritical().isEmpty();
  }

  @Override
  public Set<String> getCriticalExtensionOIDs() {
    return oids(true);
  }

  @Override
  public Set<String> getNonCriticalExtensionOIDs() {
    return oids(false);
  }

  @Override
  public byte @Nullable [] getExtensionValue(String oid) {
    Extension extension = extensions.all().get(oid);
    return extension == null ? null : octets(extension.value());
  }

  @Override
  public String toString() {
    return "certificate of "
        + getSubjectX500Principal()
        + " (serial "
        + serial.toString(16)
        + ", sha256:"
        + sha256Hex()
        + ")";
  }

  private Set<String> oids(boolean critical) {
    Set<String> oids = new LinkedHashSet<>();
    for (Extension extension : extensions.all().values()) {
      if (extension.critical() == critical) {
        oids.add(extension.oid());
      }
    }
    return oids;
  }

  private static byte[] octets(byte[] value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(value.length + 4);
    byte[] sequence = DistinguishedNames.sequenceOf(value);
    sequence[0] = Der.OCTET_STRING;
    out.writeBytes(sequence);
    return out.toByteArray();
  }
}
