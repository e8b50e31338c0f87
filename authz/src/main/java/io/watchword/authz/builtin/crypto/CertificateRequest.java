package io.watchword.authz.builtin.crypto;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.keys.Der;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A certificate request (RFC 2986) as a document. Stateless.
final class CertificateRequest {

  private static final String EXTENSION_REQUEST = "1.2.840.113549.1.9.14";

  private CertificateRequest() {}

  static Value document(byte[] der) {
    try {
      return document(Der.only(der));
    } catch (Der.MalformedDerException | IndexOutOfBoundsException malformed) {
      throw new BuiltinFailedException("asn1: structure error: " + malformed.getMessage());
    }
  }

  private static Value document(Der whole) {
    List<Der> outer = whole.as(Der.SEQUENCE).children();
    List<Der> inner = outer.get(0).as(Der.SEQUENCE).children();
    PublicKeyInfo key = PublicKeyInfo.of(inner.get(2));
    CertificateExtensions extensions = new CertificateExtensions();
    List<Value> attributes = new ArrayList<>();
    if (inner.size() > 3 && inner.get(3).isContext(0)) {
      for (Der attribute : inner.get(3).children()) {
        read(attribute, extensions, attributes);
      }
    }
    Fields fields =
        new Fields()
            .bytes("Raw", whole.encoded())
            .bytes("RawTBSCertificateRequest", outer.get(0).encoded())
            .bytes("RawSubjectPublicKeyInfo", inner.get(2).encoded())
            .bytes("RawSubject", inner.get(1).encoded())
            .with("Version", inner.get(0).integer().intValue())
            .bytes("Signature", outer.get(2).bits())
            .with("SignatureAlgorithm", PublicKeyInfo.signature(outer.get(1)))
            .with("PublicKeyAlgorithm", key.algorithm())
            .with("PublicKey", key.document())
            .with("Subject", DistinguishedName.document(inner.get(1)))
            .list("Attributes", attributes, a -> a)
            .list("Extensions", extensions.all, e -> e)
            .nothing("ExtraExtensions");
    extensions.names.addTo(fields);
    return fields.done();
  }

  private static void read(
      Der attribute, CertificateExtensions extensions, List<Value> attributes) {
    List<Der> both = attribute.as(Der.SEQUENCE).children();
    List<Der> values = both.get(1).as(Der.SET).children();
    typesAndValues(both.get(0), values).ifPresent(attributes::add);
    if (both.get(0).dotted().equals(EXTENSION_REQUEST) && !values.isEmpty()) {
      values.get(0).as(Der.SEQUENCE).children().forEach(extensions::add);
    }
  }

  // Attributes of another shape, such as a challenge password, are left out as Go does.
  private static Optional<Value> typesAndValues(Der type, List<Der> values) {
    try {
      List<Value> sets = new ArrayList<>();
      for (Der set : values) {
        List<Value> pairs = new ArrayList<>();
        for (Der pair : set.as(Der.SEQUENCE).children()) {
          List<Der> both = pair.as(Der.SEQUENCE).children();
          pairs.add(
              new Fields()
                  .with("Type", Fields.oid(both.get(0).oid()))
                  .with("Value", any(both.get(1)))
                  .done());
        }
        sets.add(ArrayValue.of(pairs));
      }
      Fields fields = new Fields().with("Type", Fields.oid(type.oid()));
      return Optional.of(fields.with("Value", ArrayValue.of(sets)).done());
    } catch (Der.MalformedDerException | IndexOutOfBoundsException anotherShape) {
      return Optional.empty();
    }
  }

  private static Value any(Der element) {
    return switch (element.tag()) {
      case Der.BOOLEAN -> BooleanValue.of(element.bool());
      case Der.INTEGER -> NumberValue.of(element.integer());
      case Der.OCTET_STRING -> Fields.base64(element.content());
      case Der.OID -> Fields.oid(element.oid());
      default -> AsnText.of(element).<Value>map(StringValue::new).orElse(NullValue.NULL);
    };
  }
}
