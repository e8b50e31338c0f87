package io.watchword.agent.sds;

import io.watchword.identity.id.InvalidSpiffeIdException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import java.util.Optional;

/// What a resource name of SDS means.
public sealed interface SecretName {

  /// As Envoy asked for it: the secret is sent under this name.
  String text();

  /// Certificate and key of the caller's default identity.
  record DefaultIdentity(String text) implements SecretName {}

  /// Certificate and key of one identity of the caller.
  record Identity(String text, SpiffeId id) implements SecretName {}

  /// Roots of one trust domain.
  record Roots(String text, TrustDomain domain) implements SecretName {}

  /// Roots of the own trust domain.
  record OwnRoots(String text) implements SecretName {}

  /// Roots of the own trust domain, for Envoy's ordinary validator whatever else was agreed on.
  record PlainRoots(String text) implements SecretName {}

  /// Roots of every trust domain that the caller may verify, each by itself.
  record AllRoots(String text) implements SecretName {}

  /// What `text` means; empty where it means nothing.
  static Optional<SecretName> parse(String text) {
    return switch (text) {
      case "default" -> Optional.of(new DefaultIdentity(text));
      case "ROOTCA" -> Optional.of(new OwnRoots(text));
      case "TRUSTED_CA" -> Optional.of(new PlainRoots(text));
      case "ALL" -> Optional.of(new AllRoots(text));
      default -> spiffe(text);
    };
  }

  private static Optional<SecretName> spiffe(String text) {
    try {
      SpiffeId id = SpiffeId.parse(text);
      return Optional.of(
          id.isTrustDomainId() ? new Roots(text, id.trustDomain()) : new Identity(text, id));
    } catch (InvalidSpiffeIdException e) {
      return Optional.empty();
    }
  }
}
