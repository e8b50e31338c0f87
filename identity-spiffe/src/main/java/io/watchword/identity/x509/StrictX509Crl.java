package io.watchword.identity.x509;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/// A certificate revocation list read by our own strict parser, once. Immutable; any thread.
///
/// Some lists can be read and yet say less than all: partial ones, deltas, those of several
/// authorities. They are kept with the reason why nobody may conclude from them that a certificate
/// is *not* revoked.
public final class StrictX509Crl {
  // [1] RFC 5280 §5.1, §5.2: a list with a critical extension that is not understood must not be
  // used
  // to find the status of certificates. Every kind of partial list is marked by one.

  private static final String AUTHORITY_KEY_ID = CertificateExtensions.AUTHORITY_KEY_ID;
  private static final String CRL_NUMBER = "2.5.29.20";
  private static final Set<String> UNDERSTOOD = Set.of(AUTHORITY_KEY_ID, CRL_NUMBER);
  private static final int MAX_BYTES = 8 * 1024 * 1024;

  private final byte[] encoded;
  private final byte[] signedPart;
  private final SignatureAlgorithm signatureAlgorithm;
  private final byte[] signature;
  private final byte[] issuer;
  private final Instant thisUpdate;
  private final Optional<Instant> nextUpdate;
  private final Map<BigInteger, Instant> revoked = new HashMap<>();
  private final Optional<byte[]> authorityKeyId;
  private final Optional<BigInteger> number;
  private final List<String> reservations = new ArrayList<>();

  private StrictX509Crl(byte[] der) {
    this.encoded = der;
    Der outer = Der.of(der);
    Der.Element whole = outer.next(Der.SEQUENCE, "revocation list");
    outer.end("the revocation list");
    Der parts = whole.inside();
    Der.Element signed = parts.next(Der.SEQUENCE, "signed part");
    Der.Element algorithm = parts.next(Der.SEQUENCE, "signature algorithm");
    this.signature = Der.wholeBits(parts.next("signature"), "signature");
    parts.end("signature");
    this.signedPart = signed.encoded();
    Der inside = signed.inside();
    int version = Der.count(inside.next(Der.INTEGER, "version"), "version") + 1;
    if (version != 2) {
      throw new MalformedCertificateException(
          "revocation list of version " + version + " (expected: 2)");
    }
    Der.Element inner = inside.next(Der.SEQUENCE, "signature algorithm");
    if (!Arrays.equals(inner.encoded(), algorithm.encoded())) {
      throw new MalformedCertificateException("two signature algorithms that differ");
    }
    this.signatureAlgorithm = SignatureAlgorithm.read(algorithm);
    this.issuer = inside.next(Der.SEQUENCE, "issuer").encoded();
    DistinguishedNames.principal(issuer);
    this.thisUpdate = DerTime.read(inside.next("thisUpdate"), "thisUpdate");
    this.nextUpdate =
        inside.isNext(Der.UTC_TIME) || inside.isNext(Der.GENERALIZED_TIME)
            ? Optional.of(DerTime.read(inside.next("nextUpdate"), "nextUpdate"))
            : Optional.empty();
    inside.optional(Der.SEQUENCE, "revoked certificates").ifPresent(this::readEntries);
    Map<String, CertificateExtensions.Extension> extensions = extensions(inside);
    inside.end("the signed part");
    this.authorityKeyId =
        Optional.ofNullable(extensions.get(AUTHORITY_KEY_ID))
            .flatMap(CertificateExtensions::authorityKeyId);
    this.number = Optional.ofNullable(extensions.get(CRL_NUMBER)).map(StrictX509Crl::number);
    if (nextUpdate.isEmpty()) {
      reservations.add("it does not say until when it holds");
    }
    signatureAlgorithm
        .weakness()
        .ifPresent(w -> reservations.add("signature by " + signatureAlgorithm.name() + ": " + w));
  }

  /// Reads one list; not a byte may be left over.
  ///
  /// @throws MalformedCertificateException where it is none
  public static StrictX509Crl parse(byte[] der) {
    if (der.length > MAX_BYTES) {
      throw new MalformedCertificateException(
          "revocation list of " + der.length + " bytes (expected: at most " + MAX_BYTES + ")");
    }
    return new StrictX509Crl(der.clone());
  }

  /// Reads a file of lists: one in DER, or blocks `X509 CRL` in PEM, at least one.
  ///
  /// @throws MalformedCertificateException where there is none
  public static List<StrictX509Crl> parseFile(byte[] contents) {
    if (!Pem.isPem(contents)) {
      return List.of(parse(contents));
    }
    List<StrictX509Crl> lists =
        Pem.read(new String(contents, java.nio.charset.StandardCharsets.UTF_8)).stream()
            .filter(block -> block.label().equals("X509 CRL"))
            .map(block -> parse(block.content()))
            .toList();
    if (lists.isEmpty()) {
      throw new MalformedCertificateException("no PEM block `X509 CRL`");
    }
    return lists;
  }

  /// Who issued it.
  public X500Principal issuer() {
    return DistinguishedNames.principal(issuer);
  }

  /// When it was made.
  public Instant thisUpdate() {
    return thisUpdate;
  }

  /// When the next one is due at the latest, where it says so.
  public Optional<Instant> nextUpdate() {
    return nextUpdate;
  }

  /// Its number, which grows with each of its issuer's, where it has one.
  public Optional<BigInteger> number() {
    return number;
  }

  /// Since when each of the revoked certificates is, by serial number.
  public Map<BigInteger, Instant> revoked() {
    return Map.copyOf(revoked);
  }

  /// How many certificates it revokes.
  public int size() {
    return revoked.size();
  }

  /// Whether it revokes the certificate with that serial number.
  public boolean isRevoked(BigInteger serial) {
    return revoked.containsKey(serial);
  }

  /// Why it can never tell that a certificate is *not* revoked, whenever it is read; empty where it
  /// can.
  public Optional<String> reservation() {
    return reservations.stream().findFirst();
  }

  /// Why nobody may conclude from it at `now` that a certificate is not revoked; empty where one
  /// may.
  public Optional<String> problem(Instant now) {
    if (!reservations.isEmpty()) {
      return reservation();
    }
    if (now.isBefore(thisUpdate)) {
      return Optional.of("it is of " + thisUpdate + ", which is still to come");
    }
    return nextUpdate
        .filter(now::isAfter)
        .map(due -> "it is stale: the next one was due at " + due);
  }

  /// Whether `authority` has its name, and its key identifier where both have one: only then it is
  /// worth asking who signed it.
  public boolean isInTheNameOf(StrictX509Certificate authority) {
    Optional<byte[]> own = authority.extensions().subjectKeyId();
    boolean otherKey =
        authorityKeyId.isPresent()
            && own.isPresent()
            && !Arrays.equals(authorityKeyId.get(), own.get());
    return authority.hasSubject(issuer) && !otherKey;
  }

  /// Whether `authority` signed it and may: a key usage without cRLSign forbids it.
  public boolean isSignedBy(StrictX509Certificate authority) {
    return (!authority.hasKeyUsage() || authority.canSignRevocations())
        && signatureAlgorithm.verify(
            SignatureChecks.ofTheJvm(), authority.getPublicKey(), signedPart, signature);
  }

  /// The list in DER.
  public byte[] encoded() {
    return encoded.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StrictX509Crl list && Arrays.equals(encoded, list.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(signature);
  }

  @Override
  public String toString() {
    return "revocation list of `"
        + issuer()
        + "` of "
        + thisUpdate
        + " with "
        + revoked.size()
        + " certificates";
  }

  private void readEntries(Der.Element list) {
    Der entries = list.inside();
    while (!entries.atEnd()) {
      Der entry = entries.next(Der.SEQUENCE, "revoked certificate").inside();
      BigInteger serial = Der.integer(entry.next(Der.INTEGER, "serial number"), "serial number");
      Instant at = DerTime.read(entry.next("revocation date"), "revocation date");
      if (!entry.atEnd()) {
        CertificateExtensions.readAll(entry.next("extensions of an entry"))
            .values()
            .forEach(extension -> reserve(extension, Set.of(), "entry with critical extension "));
      }
      entry.end("revoked certificate");
      revoked.put(serial, at);
    }
  }

  private Map<String, CertificateExtensions.Extension> extensions(Der inside) {
    if (!inside.isNext(0xa0)) {
      return Map.of();
    }
    Der explicit = inside.next("extensions").inside();
    Map<String, CertificateExtensions.Extension> extensions =
        CertificateExtensions.readAll(explicit.next("extensions"));
    explicit.end("extensions");
    extensions.values().forEach(e -> reserve(e, UNDERSTOOD, "critical extension "));
    return extensions;
  }

  private void reserve(
      CertificateExtensions.Extension extension, Set<String> understood, String what) {
    if (extension.critical() && !understood.contains(extension.oid())) {
      reservations.add(what + extension.oid() + ", which is not known here");
    }
  }

  private static BigInteger number(CertificateExtensions.Extension extension) {
    Der inside = Der.of(extension.value());
    BigInteger number = Der.integer(inside.next(Der.INTEGER, "number"), "number of the list");
    inside.end("number of the list");
    return number;
  }
}
