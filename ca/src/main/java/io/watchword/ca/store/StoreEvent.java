package io.watchword.ca.store;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.watchword.ca.attestation.JoinToken;
import io.watchword.ca.attestation.Node;
import io.watchword.ca.attestation.NodeStatus;
import io.watchword.ca.registration.Entry;
import io.watchword.ca.registration.EntryTrait;
import io.watchword.ca.registration.IdTemplate;
import io.watchword.identity.id.SpiffeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One change of the store, as it stands in `registration.journal`. Times are milliseconds since
/// 1970.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = StoreEvent.EntryPut.class, name = "entry-put"),
  @JsonSubTypes.Type(value = StoreEvent.EntryDeleted.class, name = "entry-deleted"),
  @JsonSubTypes.Type(value = StoreEvent.TokenAdded.class, name = "token-added"),
  @JsonSubTypes.Type(value = StoreEvent.TokenTaken.class, name = "token-taken"),
  @JsonSubTypes.Type(value = StoreEvent.NodePut.class, name = "node-put"),
})
sealed interface StoreEvent {

  record EntryPut(
      String entryId,
      String spiffeId,
      String parentId,
      List<String> selectors,
      @Nullable Long ttlMillis,
      @Nullable Long jwtTtlMillis,
      String hint,
      List<String> dnsNames,
      List<String> federatesWith,
      @Nullable List<String> traits,
      @Nullable String source,
      long revision,
      long createdAt,
      @Nullable Long expiresAt)
      implements StoreEvent {

    static EntryPut of(Entry entry) {
      return new EntryPut(
          entry.entryId(),
          entry.id().toString(),
          entry.parent().toString(),
          entry.selectors(),
          entry.x509Ttl().map(Duration::toMillis).orElse(null),
          entry.jwtTtl().map(Duration::toMillis).orElse(null),
          entry.hint(),
          entry.dnsNames(),
          entry.federatesWith(),
          entry.traits().stream().map(EntryTrait::label).sorted().toList(),
          entry.source().isEmpty() ? null : entry.source(),
          entry.revision(),
          entry.createdAt().toEpochMilli(),
          entry.expiresAt().map(Instant::toEpochMilli).orElse(null));
    }

    Entry toEntry() {
      return new Entry(
          entryId,
          IdTemplate.parse(spiffeId),
          SpiffeId.parse(parentId),
          selectors,
          Optional.ofNullable(ttlMillis).map(Duration::ofMillis),
          Optional.ofNullable(jwtTtlMillis).map(Duration::ofMillis),
          hint,
          dnsNames,
          federatesWith,
          traits == null
              ? Set.of()
              : traits.stream().map(EntryTrait::of).collect(Collectors.toUnmodifiableSet()),
          Objects.requireNonNullElse(source, ""),
          revision,
          Instant.ofEpochMilli(createdAt),
          Optional.ofNullable(expiresAt).map(Instant::ofEpochMilli));
    }
  }

  record EntryDeleted(String entryId) implements StoreEvent {}

  record TokenAdded(String hash, String agent, long expiresAt) implements StoreEvent {

    static TokenAdded of(JoinToken token) {
      return new TokenAdded(
          token.hash(), token.agent().toString(), token.expiresAt().toEpochMilli());
    }
  }

  record TokenTaken(String hash) implements StoreEvent {}

  record NodePut(
      String spiffeId,
      String status,
      String attestationType,
      @Nullable List<String> selectors,
      long attestedAt,
      long svidNotAfter)
      implements StoreEvent {

    // Lines of before there were any have none.
    public NodePut {
      selectors = selectors == null ? List.of() : List.copyOf(selectors);
    }

    static NodePut of(Node node) {
      return new NodePut(
          node.id().toString(),
          node.status().label(),
          node.attestationType(),
          node.selectors(),
          node.attestedAt().toEpochMilli(),
          node.svidNotAfter().toEpochMilli());
    }

    Node toNode() {
      return new Node(
          SpiffeId.parse(spiffeId),
          NodeStatus.of(status),
          attestationType,
          selectors == null ? List.of() : selectors,
          Instant.ofEpochMilli(attestedAt),
          Instant.ofEpochMilli(svidNotAfter));
    }
  }
}
