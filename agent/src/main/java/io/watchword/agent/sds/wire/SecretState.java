package io.watchword.agent.sds.wire;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.watchword.agent.attestation.Caller;
import io.watchword.agent.sds.Secret;
import io.watchword.agent.sds.SecretChoice;
import io.watchword.agent.sds.Validation;
import io.watchword.agent.svid.Entitlements;
import io.watchword.agent.workload.CallerEntitlements;
import io.watchword.agent.workload.Deliveries;
import io.watchword.agent.workload.Identities;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/// What is to be said to a request now. Thread-safe: no state of its own; what is made of one set
/// of entitlements is made once.
final class SecretState {

  /// What a request leads to.
  sealed interface Answer {

    /// These resources.
    record Resources(String version, List<Any> resources, Runnable taken) implements Answer {}

    /// The end of the call.
    record End(Status status) implements Answer {}

    /// Nothing yet.
    record Later() implements Answer {}
  }

  private record Key(SecretRequest request, Validation validation) {}

  private record Made(String version, List<Secret> secrets, List<Any> resources) {}

  private final CallerEntitlements callers;
  private final Deliveries deliveries;
  private final InstantSource clock;

  SecretState(CallerEntitlements callers, Deliveries deliveries, InstantSource clock) {
    this.callers = callers;
    this.deliveries = deliveries;
    this.clock = clock;
  }

  /// @param stream tells this call apart from others
  Answer of(Object stream, Caller caller, SecretRequest request, Validation validation) {
    Entitlements entitlements = callers.of(caller);
    return switch (Identities.of(entitlements, clock.instant())) {
      case Identities.Entitled entitled ->
          switch (SecretChoice.of(request.names(), validation, entitled)) {
            case SecretChoice.Answer.Given(List<Secret> secrets) -> {
              Made made = entitlements.derived(new Key(request, validation), () -> make(secrets));
              yield new Answer.Resources(
                  made.version(),
                  made.resources(),
                  () -> taken(stream, caller, made.secrets(), entitled));
            }
            case SecretChoice.Answer.NotEntitled(String why) -> {
              deliveries.refused(caller);
              yield new Answer.End(Status.PERMISSION_DENIED.withDescription(why));
            }
            case SecretChoice.Answer.NotPossible(String why) ->
                new Answer.End(Status.INVALID_ARGUMENT.withDescription(why));
          };
      case Identities.NoIdentity() -> {
        deliveries.refused(caller);
        yield new Answer.End(Status.PERMISSION_DENIED.withDescription("no identity issued"));
      }
      case Identities.NotNow(String why) -> new Answer.End(Status.UNAVAILABLE.withDescription(why));
      case Identities.Awaited() -> new Answer.Later();
    };
  }

  void ended(Object stream) {
    deliveries.ended(stream);
  }

  /// Notes who holds what. A stream of certificates alone holds no trust: it must not look as if it
  /// still had the bundle of its last certificate.
  private void taken(
      Object stream, Caller caller, List<Secret> secrets, Identities.Entitled entitled) {
    List<Identities.Named> named =
        secrets.stream()
            .filter(Secret.Certificate.class::isInstance)
            .map(secret -> ((Secret.Certificate) secret).identity())
            .distinct()
            .toList();
    if (named.isEmpty()) {
      deliveries.bundle(stream, caller, entitled.named(), entitled.trust());
    } else {
      deliveries.svids(stream, caller, named, entitled.trust());
    }
  }

  private static Made make(List<Secret> secrets) {
    List<Any> resources = secrets.stream().map(SecretMessages::message).toList();
    ByteString all =
        ByteString.copyFrom(resources.stream().map(Any::toByteString).collect(Collectors.toList()));
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.toByteArray());
      return new Made(HexFormat.of().formatHex(digest, 0, 8), secrets, resources);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }
}
