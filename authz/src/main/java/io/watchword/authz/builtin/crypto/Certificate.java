package io.watchword.authz.builtin.crypto;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.keys.Der;
import io.watchword.authz.value.Value;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A certificate (RFC 5280 §4.1), read.
///
/// @param encoded all of it
/// @param extensions must not be changed
record Certificate(
    byte[] encoded,
    byte[] signed,
    int version,
    BigInteger serial,
    Der issuer,
    Value issuerName,
    Der subject,
    Value subjectName,
    Instant notBefore,
    Instant notAfter,
    Der keyInfo,
    PublicKeyInfo key,
    int signatureAlgorithm,
    byte[] signature,
    CertificateExtensions extensions) {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'");

  /// All certificates of a text: PEM, or DER in base64, or PEM in base64.
  static List<Certificate> all(byte[] der) {
    List<Certificate> found = new ArrayList<>();
    try {
      for (Der one : Der.all(der)) {
        found.add(of(one));
      }
    } catch (Der.MalformedDerException | IndexOutOfBoundsException malformed) {
      throw new BuiltinFailedException("x509: malformed certificate");
    }
    return found;
  }

  private static Certificate of(Der whole) {
    List<Der> outer = whole.as(Der.SEQUENCE).children();
    List<Der> inner = new ArrayList<>(outer.get(0).as(Der.SEQUENCE).children());
    int version = 1;
    if (inner.get(0).isContext(0)) {
      version = inner.removeFirst().children().get(0).smallInteger() + 1;
    }
    if (version < 1 || version > 3) {
      throw new BuiltinFailedException("x509: invalid version");
    }
    BigInteger serial = inner.get(0).integer();
    if (serial.signum() < 0) {
      throw new BuiltinFailedException("x509: negative serial number");
    }
    if (!Arrays.equals(inner.get(1).encoded(), outer.get(1).encoded())) {
      throw new BuiltinFailedException(
          "x509: inner and outer signature algorithm identifiers don't match");
    }
    List<Der> validity = inner.get(3).as(Der.SEQUENCE).children();
    CertificateExtensions extensions = new CertificateExtensions();
    for (Der part : inner.subList(6, inner.size())) {
      if (part.isContext(3)) {
        part.children().get(0).as(Der.SEQUENCE).children().forEach(extensions::add);
      }
    }
    return new Certificate(
        whole.encoded(),
        outer.get(0).encoded(),
        version,
        serial,
        inner.get(2),
        DistinguishedName.document(inner.get(2)),
        inner.get(4),
        DistinguishedName.document(inner.get(4)),
        time(validity.get(0)),
        time(validity.get(1)),
        inner.get(5),
        PublicKeyInfo.of(inner.get(5)),
        PublicKeyInfo.signature(outer.get(1)),
        outer.get(2).bits(),
        extensions);
  }

  // RFC 5280 §4.1.2.5.1: two digits from 50 on are of the last century.
  private static Instant time(Der time) {
    String text = new String(time.content(), StandardCharsets.US_ASCII);
    if (time.tag() == 0x17 && text.length() == 13) {
      text = (text.charAt(0) >= '5' ? "19" : "20") + text;
    } else if (time.tag() != 0x18) {
      throw new BuiltinFailedException("x509: unsupported time format");
    }
    try {
      return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException malformed) {
      throw new BuiltinFailedException("x509: malformed UTCTime or GeneralizedTime");
    }
  }

  /// As Go writes it.
  ///
  /// @param uriStrings with the field that OPA adds
  Value document(boolean uriStrings) {
    Fields fields =
        new Fields()
            .bytes("Raw", encoded)
            .bytes("RawTBSCertificate", signed)
            .bytes("RawSubjectPublicKeyInfo", keyInfo.encoded())
            .bytes("RawSubject", subject.encoded())
            .bytes("RawIssuer", issuer.encoded())
            .bytes("Signature", signature)
            .with("SignatureAlgorithm", signatureAlgorithm)
            .with("PublicKeyAlgorithm", key.algorithm())
            .with("PublicKey", key.document())
            .with("Version", version)
            .with("SerialNumber", serial)
            .with("Issuer", issuerName)
            .with("Subject", subjectName)
            .with("NotBefore", notBefore.toString())
            .with("NotAfter", notAfter.toString());
    extensions.addTo(fields);
    if (uriStrings) {
      fields.texts("URIStrings", extensions.names.uris().stream().map(Object::toString).toList());
    }
    return fields.done();
  }
}
