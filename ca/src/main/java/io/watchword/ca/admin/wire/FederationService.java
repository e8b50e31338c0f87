package io.watchword.ca.admin.wire;

import io.grpc.stub.StreamObserver;
import io.watchword.api.federation.Federation;
import io.watchword.api.federation.FederationRef;
import io.watchword.api.federation.FederationsGrpc;
import io.watchword.api.federation.ListFederationsRequest;
import io.watchword.api.federation.ListFederationsResponse;
import io.watchword.ca.admin.AdminCalls;
import io.watchword.ca.federation.BundleRefresh;
import io.watchword.ca.federation.EndpointProfile;
import io.watchword.ca.federation.EndpointUrl;
import io.watchword.ca.federation.Federated;
import io.watchword.ca.federation.Federations;
import io.watchword.ca.federation.Relationship;
import io.watchword.ca.registration.Registrar;
import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.InvalidBundleException;
import io.watchword.identity.bundle.SpiffeBundle;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import java.util.Optional;

/// `Federations` on the wire. Runs on virtual threads, one a call.
public final class FederationService extends FederationsGrpc.FederationsImplBase {
  private final Federations federations;
  private final BundleRefresh refresh;
  private final Registrar registrar;
  private final AdminCalls calls;

  /// @param registrar whose entries may need a federation
  public FederationService(
      Federations federations, BundleRefresh refresh, Registrar registrar, AdminCalls calls) {
    this.federations = federations;
    this.refresh = refresh;
    this.registrar = registrar;
    this.calls = calls;
  }

  @Override
  public void createFederation(Federation request, StreamObserver<Federation> out) {
    Answer.to(
        out,
        () ->
            calls.order(
                PeerCredentials.call("CreateFederation", request.getTrustDomain()),
                () -> {
                  Relationship wanted = relationship(request);
                  federations.checkNew(wanted, bundle(request));
                  return wanted;
                },
                wanted -> message(federations.add(wanted, bundle(request)))));
  }

  @Override
  public void updateFederation(Federation request, StreamObserver<Federation> out) {
    Answer.to(
        out,
        () ->
            calls.order(
                PeerCredentials.call("UpdateFederation", request.getTrustDomain()),
                () -> relationship(request),
                wanted -> message(federations.update(wanted, bundle(request)))));
  }

  @Override
  public void listFederations(
      ListFederationsRequest request, StreamObserver<ListFederationsResponse> out) {
    Answer.to(
        out,
        () ->
            calls.ask(
                PeerCredentials.call("ListFederations", ""),
                () ->
                    ListFederationsResponse.newBuilder()
                        .addAllFederations(federations.all().stream().map(this::message).toList())
                        .build()));
  }

  @Override
  public void showFederation(FederationRef request, StreamObserver<Federation> out) {
    Answer.to(
        out,
        () ->
            calls.ask(
                PeerCredentials.call("ShowFederation", request.getTrustDomain()),
                () -> message(federations.show(domain(request)))));
  }

  @Override
  public void refreshFederation(FederationRef request, StreamObserver<Federation> out) {
    Answer.to(
        out,
        () ->
            calls.order(
                PeerCredentials.call("RefreshFederation", request.getTrustDomain()),
                () -> federations.show(domain(request)),
                known -> message(refresh.refresh(known.relationship().foreign()))));
  }

  @Override
  public void removeFederation(FederationRef request, StreamObserver<Federation> out) {
    Answer.to(
        out,
        () ->
            calls.order(
                PeerCredentials.call("RemoveFederation", request.getTrustDomain()),
                () -> {
                  Federated known = federations.show(domain(request));
                  federations.refuseNeeded(
                      known.relationship().foreign(),
                      registrar.all().stream()
                          .filter(entry -> entry.federatesWith().contains(request.getTrustDomain()))
                          .count());
                  return known;
                },
                known -> message(federations.remove(known.relationship().foreign()))));
  }

  private Federation message(Federated known) {
    Relationship relationship = known.relationship();
    Federation.Builder message =
        Federation.newBuilder()
            .setTrustDomain(relationship.foreign().name())
            .setUrl(relationship.url().toString())
            .setProfile(relationship.profile().label());
    if (relationship.profile() instanceof EndpointProfile.HttpsSpiffe(SpiffeId endpoint)) {
      message.setEndpointSpiffeId(endpoint.toString());
    }
    known
        .bundle()
        .ifPresent(
            bundle ->
                message
                    .setBundle(BundleJson.print(bundle))
                    .setSequence(bundle.sequence().orElse(0)));
    known.since().ifPresent(at -> message.setSince(AdminMessages.timestamp(at)));
    refresh
        .lastAttempt(relationship.foreign())
        .ifPresent(
            last ->
                message
                    .setAskedAt(AdminMessages.timestamp(last.at()))
                    .setNextAt(AdminMessages.timestamp(last.next()))
                    .setProblem(last.problem().orElse("")));
    return message.build();
  }

  private static Relationship relationship(Federation request) {
    TrustDomain foreign = new TrustDomain(request.getTrustDomain());
    EndpointProfile profile =
        switch (request.getProfile()) {
          case "https_web" -> {
            if (!request.getEndpointSpiffeId().isEmpty()) {
              throw new IllegalArgumentException("an https_web endpoint has no SPIFFE ID");
            }
            yield new EndpointProfile.HttpsWeb();
          }
          case "https_spiffe" ->
              new EndpointProfile.HttpsSpiffe(SpiffeId.parse(request.getEndpointSpiffeId()));
          default ->
              throw new IllegalArgumentException(
                  "profile `" + request.getProfile() + "` (expected: https_web or https_spiffe)");
        };
    return new Relationship(foreign, EndpointUrl.parse(request.getUrl()), profile);
  }

  private static Optional<SpiffeBundle> bundle(Federation request) {
    if (request.getBundle().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          BundleJson.parseWhole(new TrustDomain(request.getTrustDomain()), request.getBundle()));
    } catch (InvalidBundleException e) {
      throw new IllegalArgumentException("the bundle is none: " + e.getMessage(), e);
    }
  }

  private static TrustDomain domain(FederationRef request) {
    return new TrustDomain(request.getTrustDomain());
  }
}
