package io.watchword.ca.federation;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;

/// One change of what is known of foreign trust domains, as it stands in the ledger.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = FederationEvent.Related.class, name = "related"),
  @JsonSubTypes.Type(value = FederationEvent.Parted.class, name = "parted"),
  @JsonSubTypes.Type(value = FederationEvent.BundleCame.class, name = "bundle-came"),
})
sealed interface FederationEvent {
  ObjectMapper JSON = new ObjectMapper();

  /// @param endpoint SPIFFE ID; empty for `https_web`
  record Related(String foreign, String url, String endpoint) implements FederationEvent {

    static Related of(Relationship relationship) {
      return new Related(
          relationship.foreign().name(),
          relationship.url().toString(),
          switch (relationship.profile()) {
            case EndpointProfile.HttpsWeb _ -> "";
            case EndpointProfile.HttpsSpiffe(SpiffeId id) -> id.toString();
          });
    }

    Relationship relationship() {
      return new Relationship(
          new TrustDomain(foreign),
          EndpointUrl.parse(url),
          endpoint.isEmpty()
              ? new EndpointProfile.HttpsWeb()
              : new EndpointProfile.HttpsSpiffe(SpiffeId.parse(endpoint)));
    }
  }

  record Parted(String foreign) implements FederationEvent {}

  /// @param document a SPIFFE bundle
  /// @param at milliseconds since 1970
  record BundleCame(String foreign, String document, long at) implements FederationEvent {}

  static String write(FederationEvent event) {
    try {
      return JSON.writerFor(FederationEvent.class).writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event that has no JSON", e);
    }
  }

  static FederationEvent read(String body) {
    try {
      return JSON.readValue(body, FederationEvent.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a line of the federation ledger is no event", e);
    }
  }
}
