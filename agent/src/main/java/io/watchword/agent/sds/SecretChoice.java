package io.watchword.agent.sds;

import io.watchword.agent.node.DomainTrust;
import io.watchword.agent.workload.Identities;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which secrets a caller gets for the names it asks for: its own, and no others. No state.
public final class SecretChoice {

  private SecretChoice() {}

  /// What comes of a request.
  public sealed interface Answer {

    /// These, in the order of the names.
    record Given(List<Secret> secrets) implements Answer {}

    /// One of the names is not for the caller.
    record NotEntitled(String why) implements Answer {}

    /// One of the names cannot be served in that way.
    record NotPossible(String why) implements Answer {}
  }

  /// The secrets of `names`; without names, all that the caller has.
  public static Answer of(
      List<SecretName> names, Validation validation, Identities.Entitled entitled) {
    List<Secret> secrets = new ArrayList<>();
    for (SecretName name : names.isEmpty() ? all(entitled) : names) {
      if (name instanceof SecretName.AllRoots && validation == Validation.TRUSTED_CA) {
        return new Answer.NotPossible(
            "`ALL` needs Envoy's SPIFFE validator: `trusted_ca` would mix trust domains");
      }
      Optional<Secret> secret = secret(name, validation, entitled);
      if (secret.isEmpty()) {
        return new Answer.NotEntitled("not entitled to `" + name.text() + "`");
      }
      secrets.add(secret.get());
    }
    return new Answer.Given(List.copyOf(secrets));
  }

  private static Optional<Secret> secret(
      SecretName name, Validation validation, Identities.Entitled entitled) {
    X509Bundle own = entitled.trust();
    return switch (name) {
      case SecretName.DefaultIdentity(String text) ->
          Optional.of(new Secret.Certificate(text, entitled.named().getFirst()));
      case SecretName.Identity(String text, SpiffeId id) ->
          entitled.named().stream()
              .filter(named -> named.issued().svid().id().equals(id))
              .findFirst()
              .map(named -> new Secret.Certificate(text, named));
      case SecretName.Roots(String text, TrustDomain domain) ->
          bundle(domain, entitled)
              .map(bundle -> new Secret.Context(text, validation, List.of(bundle)));
      case SecretName.OwnRoots(String text) ->
          Optional.of(new Secret.Context(text, validation, List.of(own)));
      case SecretName.PlainRoots(String text) ->
          Optional.of(new Secret.Context(text, Validation.TRUSTED_CA, List.of(own)));
      case SecretName.AllRoots(String text) -> {
        List<X509Bundle> bundles = new ArrayList<>(List.of(own));
        entitled.federated().values().forEach(trust -> bundles.add(trust.x509()));
        yield Optional.of(new Secret.Context(text, validation, bundles));
      }
    };
  }

  private static Optional<X509Bundle> bundle(TrustDomain domain, Identities.Entitled entitled) {
    return entitled.trust().trustDomain().equals(domain)
        ? Optional.of(entitled.trust())
        : Optional.ofNullable(entitled.federated().get(domain)).map(DomainTrust::x509);
  }

  private static List<SecretName> all(Identities.Entitled entitled) {
    Map<String, SecretName> names = new LinkedHashMap<>();
    for (Identities.Named named : entitled.named()) {
      SpiffeId id = named.issued().svid().id();
      names.putIfAbsent(id.toString(), new SecretName.Identity(id.toString(), id));
    }
    List<TrustDomain> domains = new ArrayList<>(List.of(entitled.trust().trustDomain()));
    domains.addAll(entitled.federated().keySet());
    for (TrustDomain domain : domains) {
      String text = domain.id().toString();
      names.put(text, new SecretName.Roots(text, domain));
    }
    return List.copyOf(names.values());
  }
}
