package io.watchword.authz.builtin.crypto;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.keys.Der;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The extensions of a certificate (RFC 5280 §4.2), read. Built once, then only read.
final class CertificateExtensions {

  private static final Map<String, Integer> USAGES =
      Map.ofEntries(
          Map.entry("2.5.29.37.0", 0),
          Map.entry("1.3.6.1.5.5.7.3.1", 1),
          Map.entry("1.3.6.1.5.5.7.3.2", 2),
          Map.entry("1.3.6.1.5.5.7.3.3", 3),
          Map.entry("1.3.6.1.5.5.7.3.4", 4),
          Map.entry("1.3.6.1.5.5.7.3.5", 5),
          Map.entry("1.3.6.1.5.5.7.3.6", 6),
          Map.entry("1.3.6.1.5.5.7.3.7", 7),
          Map.entry("1.3.6.1.5.5.7.3.8", 8),
          Map.entry("1.3.6.1.5.5.7.3.9", 9),
          Map.entry("1.3.6.1.4.1.311.10.3.3", 10),
          Map.entry("2.16.840.1.113730.4.1", 11),
          Map.entry("1.3.6.1.4.1.311.2.1.22", 12),
          Map.entry("1.3.6.1.4.1.311.61.1.1", 13));

  final List<Value> all = new ArrayList<>();
  final List<List<Long>> unhandledCritical = new ArrayList<>();
  final List<Integer> usages = new ArrayList<>();
  final List<List<Long>> unknownUsages = new ArrayList<>();
  AlternativeNames names = AlternativeNames.NONE;
  NameConstraints constraints = NameConstraints.NONE;
  int keyUsage;
  boolean hasBasicConstraints;
  boolean isAuthority;
  int longestPath;

  private final List<String> crls = new ArrayList<>();
  private final List<String> ocsp = new ArrayList<>();
  private final List<String> issuers = new ArrayList<>();
  private final List<Der> policies = new ArrayList<>();
  private final List<Value> mappings = new ArrayList<>();
  private Value subjectKeyId = NullValue.NULL;
  private Value authorityKeyId = NullValue.NULL;
  private int explicitPolicy = -1;
  private int inhibitMapping = -1;
  private int inhibitAny = -1;

  /// Reads one more.
  void add(Der extension) {
    List<Der> parts = extension.as(Der.SEQUENCE).children();
    boolean critical = parts.size() == 3 && parts.get(1).bool();
    byte[] content = parts.getLast().as(Der.OCTET_STRING).content();
    all.add(
        new Fields()
            .with("Id", Fields.oid(parts.get(0).oid()))
            .with("Critical", critical)
            .bytes("Value", content)
            .done());
    if (!read(parts.get(0).dotted(), critical, content) && critical) {
      unhandledCritical.add(parts.get(0).oid());
    }
  }

  // Whether it is one we know.
  private boolean read(String name, boolean critical, byte[] content) {
    switch (name) {
      case "2.5.29.14" ->
          subjectKeyId = Fields.base64(Der.only(content).as(Der.OCTET_STRING).content());
      case "2.5.29.15" -> keyUsage = bits(Der.only(content).bits());
      case "2.5.29.17" -> {
        names = AlternativeNames.of(Der.only(content));
        return !names.isEmpty();
      }
      case "2.5.29.19" -> basicConstraints(Der.only(content));
      case "2.5.29.30" -> constraints = NameConstraints.of(Der.only(content), critical);
      case "2.5.29.31" -> distributionPoints(Der.only(content));
      case "2.5.29.32" -> {
        for (Der policy : Der.only(content).as(Der.SEQUENCE).children()) {
          policies.add(policy.as(Der.SEQUENCE).children().get(0));
        }
      }
      case "2.5.29.33" -> policyMappings(Der.only(content));
      case "2.5.29.35" -> authorityKey(Der.only(content), critical);
      case "2.5.29.36" -> policyConstraints(Der.only(content));
      case "2.5.29.37" -> extendedUsages(Der.only(content));
      case "2.5.29.54" -> inhibitAny = Der.only(content).as(Der.INTEGER).smallInteger();
      case "1.3.6.1.5.5.7.1.1" -> authorityAccess(Der.only(content));
      default -> {
        return false;
      }
    }
    return true;
  }

  // The first bit is the highest of the first byte.
  private static int bits(byte[] bits) {
    int usage = 0;
    for (int i = 0; i < 9 && i / 8 < bits.length; i++) {
      if ((bits[i / 8] & 0x80 >> i % 8) != 0) {
        usage |= 1 << i;
      }
    }
    return usage;
  }

  private void basicConstraints(Der constraints) {
    hasBasicConstraints = true;
    longestPath = -1;
    for (Der part : constraints.as(Der.SEQUENCE).children()) {
      if (part.tag() == Der.BOOLEAN) {
        isAuthority = part.bool();
      } else {
        longestPath = part.as(Der.INTEGER).smallInteger();
      }
    }
  }

  private void distributionPoints(Der points) {
    for (Der point : points.as(Der.SEQUENCE).children()) {
      for (Der part : point.as(Der.SEQUENCE).children()) {
        if (!part.isContext(0)) {
          continue;
        }
        for (Der fullName : part.children()) {
          if (fullName.isContext(0)) {
            fullName.children().stream()
                .filter(name -> name.isContext(6))
                .forEach(name -> crls.add(AsnText.ia5(name)));
          }
        }
      }
    }
  }

  private void policyMappings(Der all) {
    for (Der mapping : all.as(Der.SEQUENCE).children()) {
      List<Der> both = mapping.as(Der.SEQUENCE).children();
      mappings.add(
          new Fields()
              .with("IssuerDomainPolicy", both.get(0).dotted())
              .with("SubjectDomainPolicy", both.get(1).dotted())
              .done());
    }
  }

  private void authorityKey(Der identifier, boolean critical) {
    if (critical) {
      throw new BuiltinFailedException(
          "x509: authority key identifier incorrectly marked critical");
    }
    for (Der part : identifier.as(Der.SEQUENCE).children()) {
      if (part.isContext(0)) {
        authorityKeyId = Fields.base64(part.content());
      }
    }
  }

  private void policyConstraints(Der constraints) {
    for (Der part : constraints.as(Der.SEQUENCE).children()) {
      if (part.isContext(0)) {
        explicitPolicy = part.smallInteger();
      } else if (part.isContext(1)) {
        inhibitMapping = part.smallInteger();
      }
    }
  }

  private void extendedUsages(Der identifiers) {
    for (Der identifier : identifiers.as(Der.SEQUENCE).children()) {
      Integer known = USAGES.get(identifier.dotted());
      if (known != null) {
        usages.add(known);
      } else {
        unknownUsages.add(identifier.oid());
      }
    }
  }

  private void authorityAccess(Der descriptions) {
    for (Der description : descriptions.as(Der.SEQUENCE).children()) {
      List<Der> both = description.as(Der.SEQUENCE).children();
      if (both.get(1).isContext(6)) {
        switch (both.get(0).dotted()) {
          case "1.3.6.1.5.5.7.48.1" -> ocsp.add(AsnText.ia5(both.get(1)));
          case "1.3.6.1.5.5.7.48.2" -> issuers.add(AsnText.ia5(both.get(1)));
          default -> {}
        }
      }
    }
  }

  void addTo(Fields fields) {
    fields
        .list("Extensions", all, e -> e)
        .nothing("ExtraExtensions")
        .list("UnhandledCriticalExtensions", unhandledCritical, Fields::oid)
        .list("ExtKeyUsage", usages, io.watchword.authz.value.NumberValue::of)
        .list("UnknownExtKeyUsage", unknownUsages, Fields::oid)
        .with("KeyUsage", keyUsage)
        .with("BasicConstraintsValid", hasBasicConstraints)
        .with("IsCA", isAuthority)
        .with("MaxPathLen", longestPath)
        .with("MaxPathLenZero", hasBasicConstraints && longestPath == 0)
        .with("SubjectKeyId", subjectKeyId)
        .with("AuthorityKeyId", authorityKeyId)
        .texts("OCSPServer", ocsp)
        .texts("IssuingCertificateURL", issuers)
        .texts("CRLDistributionPoints", crls)
        .list("PolicyIdentifiers", policies, policy -> Fields.oid(policy.oid()))
        .list("Policies", policies, policy -> new StringValue(policy.dotted()))
        .list("PolicyMappings", mappings, m -> m);
    zeroable(fields, "InhibitAnyPolicy", inhibitAny);
    zeroable(fields, "InhibitPolicyMapping", inhibitMapping);
    zeroable(fields, "RequireExplicitPolicy", explicitPolicy);
    names.addTo(fields);
    constraints.addTo(fields);
  }

  // Zero and absent look the same but for a flag.
  private static void zeroable(Fields fields, String name, int value) {
    fields.with(name, Math.max(value, 0)).with(name + "Zero", value == 0);
  }
}
