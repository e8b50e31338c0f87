package io.watchword.identity.x509;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The extensions of one certificate: all of them raw, and the ones that decide, read. Immutable.
///
/// @param all by object identifier, in the order of the certificate
/// @param basicConstraints whether it is a certificate authority's, and how far down
/// @param keyUsage the bits
/// @param extendedKeyUsage object identifiers; absent: any use
/// @param subjectAlternativeNames empty where there are none
/// @param nameConstraints what a certificate authority may name
/// @param authorityKeyId which key signed it
/// @param subjectKeyId which key it is about
record CertificateExtensions(
    Map<String, Extension> all,
    Optional<BasicConstraints> basicConstraints,
    Optional<KeyUsage> keyUsage,
    Optional<Set<String>> extendedKeyUsage,
    List<GeneralName> subjectAlternativeNames,
    Optional<NameConstraints> nameConstraints,
    Optional<byte[]> authorityKeyId,
    Optional<byte[]> subjectKeyId) {

  static final String SUBJECT_KEY_ID = "2.5.29.14";
  static final String KEY_USAGE = "2.5.29.15";
  static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
  static final String BASIC_CONSTRAINTS = "2.5.29.19";
  static final String NAME_CONSTRAINTS = "2.5.29.30";
  static final String CERTIFICATE_POLICIES = "2.5.29.32";
  static final String AUTHORITY_KEY_ID = "2.5.29.35";
  static final String POLICY_CONSTRAINTS = "2.5.29.36";
  static final String EXTENDED_KEY_USAGE = "2.5.29.37";

  /// What we act on: a critical extension that is none of these refuses the certificate. Policies
  /// are here because no policy is asked for, so that any will do; policy *constraints* are not.
  private static final Set<String> UNDERSTOOD =
      Set.of(
          KEY_USAGE,
          SUBJECT_ALTERNATIVE_NAME,
          BASIC_CONSTRAINTS,
          NAME_CONSTRAINTS,
          CERTIFICATE_POLICIES,
          EXTENDED_KEY_USAGE);

  private static final int MAX_EXTENSIONS = 64;
  private static final int MAX_NAMES = 256;

  /// @param value the DER inside the extension's octet string
  record Extension(String oid, boolean critical, byte[] value) {}

  /// @param pathLength how many intermediates may follow; -1: as many as there are
  record BasicConstraints(boolean critical, boolean authority, int pathLength) {}

  /// @param bits bit 0 (digitalSignature) is the highest of the first byte
  record KeyUsage(boolean critical, int bits) {
    static final int DIGITAL_SIGNATURE = 0;
    static final int KEY_CERT_SIGN = 5;
    static final int CRL_SIGN = 6;

    boolean has(int bit) {
      return (bits >> (15 - bit) & 1) == 1;
    }
  }

  static CertificateExtensions none() {
    return build(Map.of());
  }

  static CertificateExtensions read(Der.Element sequence) {
    return build(readAll(sequence));
  }

  /// Extensions by their names, whatever they are; revocation lists have them too.
  static Map<String, Extension> readAll(Der.Element sequence) {
    Map<String, Extension> all = new LinkedHashMap<>();
    Der inside = sequence.expect(Der.SEQUENCE, "extensions").inside();
    while (!inside.atEnd()) {
      Extension extension = readOne(inside.next(Der.SEQUENCE, "extension"));
      if (all.putIfAbsent(extension.oid(), extension) != null) {
        throw new MalformedCertificateException("extension " + extension.oid() + " appears twice");
      }
      if (all.size() > MAX_EXTENSIONS) {
        throw new MalformedCertificateException("more than " + MAX_EXTENSIONS + " extensions");
      }
    }
    if (all.isEmpty()) {
      throw new MalformedCertificateException("list of extensions is empty");
    }
    return all;
  }

  boolean isCritical(String oid) {
    Extension extension = all.get(oid);
    return extension != null && extension.critical();
  }

  /// Critical extensions that nothing here acts on.
  List<String> unknownCritical() {
    List<String> unknown = new ArrayList<>();
    for (Extension extension : all.values()) {
      if (extension.critical() && !UNDERSTOOD.contains(extension.oid())) {
        unknown.add(extension.oid());
      }
    }
    return unknown;
  }

  private static Extension readOne(Der.Element element) {
    Der inside = element.inside();
    String oid = Der.oid(inside.next("name of an extension"), "name of an extension");
    // An explicit FALSE is not DER, but so common that refusing it would refuse real authorities.
    boolean critical =
        inside.isNext(Der.BOOLEAN) && Der.bool(inside.next("critical flag"), "critical flag");
    byte[] value = inside.next(Der.OCTET_STRING, "value of extension " + oid).content();
    inside.end("extension " + oid);
    return new Extension(oid, critical, value);
  }

  private static CertificateExtensions build(Map<String, Extension> all) {
    return new CertificateExtensions(
        all,
        get(all, BASIC_CONSTRAINTS).map(CertificateExtensions::basicConstraints),
        get(all, KEY_USAGE).map(CertificateExtensions::keyUsage),
        get(all, EXTENDED_KEY_USAGE).map(CertificateExtensions::extendedKeyUsage),
        get(all, SUBJECT_ALTERNATIVE_NAME).map(CertificateExtensions::names).orElse(List.of()),
        get(all, NAME_CONSTRAINTS).map(e -> NameConstraints.read(only(e, "name constraints"))),
        get(all, AUTHORITY_KEY_ID).flatMap(CertificateExtensions::authorityKeyId),
        get(all, SUBJECT_KEY_ID)
            .map(
                e ->
                    only(e, "subject key identifier")
                        .expect(Der.OCTET_STRING, "subject key identifier")
                        .content()));
  }

  private static Optional<Extension> get(Map<String, Extension> all, String oid) {
    return Optional.ofNullable(all.get(oid));
  }

  private static Der.Element only(Extension extension, String what) {
    Der inside = Der.of(extension.value());
    Der.Element element = inside.next(what);
    inside.end(what);
    return element;
  }

  private static BasicConstraints basicConstraints(Extension extension) {
    Der inside =
        only(extension, "basic constraints").expect(Der.SEQUENCE, "basic constraints").inside();
    boolean authority = inside.isNext(Der.BOOLEAN) && Der.bool(inside.next("cA"), "cA");
    int pathLength =
        inside
            .optional(Der.INTEGER, "path length")
            .map(e -> Der.count(e, "path length"))
            .orElse(-1);
    inside.end("basic constraints");
    return new BasicConstraints(extension.critical(), authority, pathLength);
  }

  private static KeyUsage keyUsage(Extension extension) {
    byte[] content = only(extension, "key usage").expect(Der.BIT_STRING, "key usage").content();
    int unused = content.length == 0 ? -1 : content[0];
    if (content.length < 2 || content.length > 3 || unused < 0 || unused > 7) {
      throw new MalformedCertificateException("key usage is empty or no bit string");
    }
    int bits = (content[1] & 0xff) << 8 | (content.length == 3 ? content[2] & 0xff : 0);
    if ((content[content.length - 1] & (1 << unused) - 1) != 0) {
      throw new MalformedCertificateException("key usage has bits set that it says are unused");
    }
    return new KeyUsage(extension.critical(), bits);
  }

  private static Set<String> extendedKeyUsage(Extension extension) {
    Der inside =
        only(extension, "extended key usage").expect(Der.SEQUENCE, "extended key usage").inside();
    List<String> uses = new ArrayList<>();
    while (!inside.atEnd()) {
      uses.add(Der.oid(inside.next("extended key usage"), "extended key usage"));
    }
    if (uses.isEmpty()) {
      throw new MalformedCertificateException("extended key usage is empty");
    }
    return Set.copyOf(new java.util.LinkedHashSet<>(uses));
  }

  private static List<GeneralName> names(Extension extension) {
    List<GeneralName> names =
        GeneralName.readAll(
            only(extension, "subject alternative name"), "subject alternative name");
    if (names.size() > MAX_NAMES) {
      throw new MalformedCertificateException(
          "more than " + MAX_NAMES + " subject alternative names");
    }
    return names;
  }

  static Optional<byte[]> authorityKeyId(Extension extension) {
    Der inside =
        only(extension, "authority key identifier")
            .expect(Der.SEQUENCE, "authority key identifier")
            .inside();
    return inside.optional(0x80, "authority key identifier").map(Der.Element::content);
  }
}
