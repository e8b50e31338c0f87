package io.watchword.ca.policy;

import io.watchword.ca.csr.VerifiedCsr;
import io.watchword.ca.registration.Entry;
import io.watchword.ca.registration.EntryTrait;
import io.watchword.ca.registration.Grant;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.LinkedHashMap;
import java.util.Map;

/// What an issuance policy sees as `input`; `docs/issuance.md` is its contract. Stateless.
final class IssuanceFacts {

  private IssuanceFacts() {}

  static Map<String, Object> of(IssuanceQuestion question) {
    Grant grant = question.grant();
    Map<String, Object> input = new LinkedHashMap<>();
    input.put("kind", grant.kind());
    input.put("spiffe_id", grant.id().toString());
    input.put("path", grant.id().path());
    input.put("ttl", question.ttl().toSeconds());
    input.put("time", question.now().toString());
    if (!grant.dnsNames().isEmpty()) {
      input.put("dns_names", grant.dnsNames());
    }
    if (!grant.agent().isEmpty()) {
      input.put("agent", Map.of("spiffe_id", grant.agent()));
    }
    grant.entry().ifPresent(entry -> input.put("entry", entry(entry, grant)));
    question.csr().ifPresent(csr -> input.put("csr", csr(csr)));
    if (!question.audience().isEmpty()) {
      input.put("audience", question.audience());
    }
    return input;
  }

  private static Map<String, Object> entry(Entry entry, Grant grant) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", entry.entryId());
    facts.put("parent_id", entry.parent().toString());
    facts.put("selectors", grant.selectors());
    facts.put("hint", entry.hint());
    facts.put("federates_with", entry.federatesWith());
    facts.put("admin", entry.has(EntryTrait.ADMIN));
    facts.put("downstream", entry.has(EntryTrait.DOWNSTREAM));
    facts.put("revision", entry.revision());
    return facts;
  }

  private static Map<String, Object> csr(VerifiedCsr csr) {
    return Map.of(
        "key_type",
        keyType(csr.key()),
        "key_bits",
        bits(csr.key()),
        "spki_sha256",
        csr.spkiSha256());
  }

  private static String keyType(PublicKey key) {
    return key instanceof RSAPublicKey ? "rsa" : "ec";
  }

  private static int bits(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> rsa.getModulus().bitLength();
      case ECPublicKey ec -> ec.getParams().getCurve().getField().getFieldSize();
      default -> 0;
    };
  }
}
