package io.watchword.ca.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.ca.attestation.JoinToken;
import io.watchword.ca.attestation.Node;
import io.watchword.ca.journal.JournalLine;
import io.watchword.ca.keys.Fingerprints;
import io.watchword.ca.registration.Entry;
import io.watchword.identity.id.SpiffeId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// The tables of the store: applies events, answers questions. Thread-safe where one thread at a
/// time applies.
final class RegistrationTables {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Jdbi jdbi;

  RegistrationTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /// Number and hash of the last line that the tables show.
  record Applied(long line, String hash) {}

  Applied applied() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select line, hash from applied")
                .map((row, context) -> new Applied(row.getLong(1), row.getString(2)))
                .one());
  }

  void clear() {
    jdbi.useTransaction(
        handle -> {
          handle.execute("delete from entries");
          handle.execute("delete from nodes");
          handle.execute("delete from tokens");
          handle.execute("update applied set line = 0, hash = ''");
        });
  }

  void apply(List<JournalLine> lines) {
    if (lines.isEmpty()) {
      return;
    }
    jdbi.useTransaction(
        handle -> {
          for (JournalLine line : lines) {
            apply(handle, read(line.body()));
          }
          JournalLine last = lines.getLast();
          handle.execute("update applied set line = ?, hash = ?", last.number(), last.hash());
        });
  }

  Optional<Entry> entry(String entryId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select * from entries where entry_id = ?")
                .bind(0, entryId)
                .map((row, context) -> entry(row))
                .findOne());
  }

  List<Entry> entries() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select * from entries order by created_at, entry_id")
                .map((row, context) -> entry(row))
                .list());
  }

  List<Entry> entries(SpiffeId parent) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select * from entries where parent_id = ? order by created_at, entry_id")
                .bind(0, parent.toString())
                .map((row, context) -> entry(row))
                .list());
  }

  Optional<Entry> entryLike(StoreEvent.EntryPut wanted) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select * from entries where content = ? fetch first row only")
                .bind(0, content(wanted))
                .map((row, context) -> entry(row))
                .findOne());
  }

  Optional<Node> node(SpiffeId id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select * from nodes where spiffe_id = ?")
                .bind(0, id.toString())
                .map((row, context) -> node(row))
                .findOne());
  }

  List<Node> nodes() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select * from nodes order by spiffe_id")
                .map((row, context) -> node(row))
                .list());
  }

  Optional<JoinToken> token(String hash) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select * from tokens where hash = ?")
                .bind(0, hash)
                .map(
                    (row, context) ->
                        new JoinToken(
                            row.getString("hash"),
                            SpiffeId.parse(row.getString("agent")),
                            Instant.ofEpochMilli(row.getLong("expires_at"))))
                .findOne());
  }

  private static String content(StoreEvent.EntryPut put) {
    try {
      byte[] content =
          JSON.writeValueAsBytes(
              List.of(
                  put.parentId(),
                  put.spiffeId(),
                  put.hint(),
                  put.selectors().stream().sorted().toList()));
      return HexFormat.of().formatHex(Fingerprints.sha256(content));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an entry that has no JSON", e);
    }
  }

  static String write(StoreEvent event) {
    try {
      return JSON.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event that has no JSON", e);
    }
  }

  static StoreEvent read(String body) {
    try {
      return JSON.readValue(body, StoreEvent.class);
    } catch (JsonProcessingException e) {
      throw new StoreException("a line of the registration journal is no event", e);
    }
  }

  private static void apply(Handle handle, StoreEvent event) {
    switch (event) {
      case StoreEvent.EntryPut put -> apply(handle, put);
      case StoreEvent.EntryDeleted deleted ->
          handle.execute("delete from entries where entry_id = ?", deleted.entryId());
      case StoreEvent.TokenAdded added ->
          handle.execute(
              "merge into tokens key (hash) values (?, ?, ?)",
              added.hash(),
              added.agent(),
              added.expiresAt());
      case StoreEvent.TokenTaken taken ->
          handle.execute("delete from tokens where hash = ?", taken.hash());
      case StoreEvent.NodePut put ->
          handle.execute(
              "merge into nodes key (spiffe_id) values (?, ?)", put.spiffeId(), write(put));
    }
  }

  private static void apply(Handle handle, StoreEvent.EntryPut put) {
    handle.execute(
        "merge into entries key (entry_id) values (?, ?, ?, ?, ?)",
        put.entryId(),
        put.parentId(),
        put.createdAt(),
        content(put),
        write(put));
  }

  private static Entry entry(ResultSet row) throws SQLException {
    try {
      return JSON.readValue(row.getString("body"), StoreEvent.EntryPut.class).toEntry();
    } catch (JsonProcessingException e) {
      throw new StoreException("a row of the store holds no entry", e);
    }
  }

  private static Node node(ResultSet row) throws SQLException {
    try {
      return JSON.readValue(row.getString("body"), StoreEvent.NodePut.class).toNode();
    } catch (JsonProcessingException e) {
      throw new StoreException("a row of the store holds no node", e);
    }
  }
}
