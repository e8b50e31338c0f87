package io.watchword.cli.running.wire;

import com.google.protobuf.Timestamp;
import io.watchword.api.federation.Federation;
import io.watchword.api.federation.FederationRef;
import io.watchword.api.federation.FederationsGrpc;
import io.watchword.api.federation.ListFederationsRequest;
import io.watchword.cli.running.CaAnswer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What the CA's Unix socket answers about other trust domains. Blocking; each call has a deadline
/// of 10 s, a refresh one of a minute.
public final class FederationClient implements AutoCloseable {
  private static final long REFRESH_SECONDS = 60;

  private final AdminChannel channel;
  private final FederationsGrpc.FederationsBlockingStub federations;

  private FederationClient(AdminChannel channel) {
    this.channel = channel;
    this.federations = FederationsGrpc.newBlockingStub(channel.channel());
  }

  /// A client of the CA that listens on `socket`. Connects with the first call.
  public static FederationClient of(Path socket) {
    return new FederationClient(AdminChannel.to(socket));
  }

  /// Adds `wanted`; what the CA made of it.
  public CaAnswer.Federation create(CaAnswer.Federation wanted) {
    return answer(channel.call(() -> timed().createFederation(message(wanted))));
  }

  /// Puts `wanted` in place of what is known; what the CA made of it.
  public CaAnswer.Federation update(CaAnswer.Federation wanted) {
    return answer(channel.call(() -> timed().updateFederation(message(wanted))));
  }

  /// All of them, by name.
  public List<CaAnswer.Federation> list() {
    return channel
        .call(() -> timed().listFederations(ListFederationsRequest.getDefaultInstance()))
        .getFederationsList()
        .stream()
        .map(FederationClient::answer)
        .toList();
  }

  /// The one with `trustDomain`.
  public CaAnswer.Federation show(String trustDomain) {
    return answer(channel.call(() -> timed().showFederation(reference(trustDomain))));
  }

  /// Asks the endpoint of `trustDomain` now.
  public CaAnswer.Federation refresh(String trustDomain) {
    return answer(
        channel.call(
            () ->
                federations
                    .withDeadlineAfter(REFRESH_SECONDS, TimeUnit.SECONDS)
                    .refreshFederation(reference(trustDomain))));
  }

  /// Forgets `trustDomain`; what was known of it.
  public CaAnswer.Federation remove(String trustDomain) {
    return answer(channel.call(() -> timed().removeFederation(reference(trustDomain))));
  }

  @Override
  public void close() {
    channel.close();
  }

  private FederationsGrpc.FederationsBlockingStub timed() {
    return federations.withDeadlineAfter(AdminChannel.DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static Federation message(CaAnswer.Federation wanted) {
    return Federation.newBuilder()
        .setTrustDomain(wanted.trustDomain())
        .setUrl(wanted.url())
        .setProfile(wanted.profile())
        .setEndpointSpiffeId(wanted.endpointSpiffeId())
        .setBundle(wanted.bundle())
        .build();
  }

  private static CaAnswer.Federation answer(Federation known) {
    return new CaAnswer.Federation(
        known.getTrustDomain(),
        known.getUrl(),
        known.getProfile(),
        known.getEndpointSpiffeId(),
        known.getBundle(),
        known.getSequence(),
        known.hasSince() ? instant(known.getSince()) : null,
        known.hasAskedAt() ? instant(known.getAskedAt()) : null,
        known.hasNextAt() ? instant(known.getNextAt()) : null,
        known.getProblem());
  }

  private static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }

  private static FederationRef reference(String trustDomain) {
    return FederationRef.newBuilder().setTrustDomain(trustDomain).build();
  }
}
