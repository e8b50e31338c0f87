package io.watchword.ca.store;

import io.watchword.ca.attestation.JoinToken;
import io.watchword.ca.attestation.JoinTokens;
import io.watchword.ca.attestation.Node;
import io.watchword.ca.attestation.Nodes;
import io.watchword.ca.journal.JournalLine;
import io.watchword.ca.journal.Ledger;
import io.watchword.ca.registration.Entries;
import io.watchword.ca.registration.Entry;
import io.watchword.identity.id.SpiffeId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Entries, nodes and tokens. Thread-safe: one lock for changes, reads go to the tables.
///
/// H2 does not force its commits to disk, so each change stands in the ledger before it is applied
/// and acknowledged. At start the tables catch up with the journal, or are made anew where they
/// show something else.
public final class RegistrationStore implements AutoCloseable {
  private final Ledger ledger;
  private final Database database;
  private final RegistrationTables tables;
  private final ChangeMarks entryMarks = new ChangeMarks();
  private final ChangeMarks nodeMarks = new ChangeMarks();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private RegistrationStore(Ledger ledger, Database database) {
    this.ledger = ledger;
    this.database = database;
    this.tables = new RegistrationTables(database.jdbi());
  }

  /// What `ledger` holds.
  ///
  /// @param directory where the tables are
  public static RegistrationStore open(Path directory, Ledger ledger) {
    RegistrationStore store = new RegistrationStore(ledger, Database.open(directory));
    store.catchUp(ledger.lines());
    ledger.onForeign(store::follow);
    return store;
  }

  /// Entries are asked of this.
  public Entries entries() {
    return new StoredEntries();
  }

  /// Nodes are asked of this.
  public Nodes nodes() {
    return new StoredNodes();
  }

  /// Join tokens are asked of this.
  public JoinTokens tokens() {
    return new StoredTokens();
  }

  /// Runs `listener` after each change, on the thread that made it.
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /// Why the last change could not be stored; empty where it could.
  public Optional<String> problem() {
    return ledger.problem();
  }

  @Override
  public void close() {
    ledger.close();
    database.close();
  }

  private void catchUp(List<JournalLine> lines) {
    RegistrationTables.Applied applied = tables.applied();
    boolean isPrefix =
        applied.line() == 0
            || applied.line() <= lines.size()
                && lines.get((int) applied.line() - 1).hash().equals(applied.hash());
    if (!isPrefix) {
      tables.clear();
    }
    int from = isPrefix ? (int) applied.line() : 0;
    tables.apply(lines.subList(from, lines.size()));
  }

  private synchronized void follow(List<JournalLine> lines) {
    apply(lines);
    listeners.forEach(Runnable::run);
  }

  private void apply(List<JournalLine> lines) {
    List<StoreEvent> events =
        lines.stream().map(line -> RegistrationTables.read(line.body())).toList();
    events.forEach(this::noteParentBefore);
    tables.apply(lines);
    events.forEach(this::note);
  }

  // Before it is applied: an entry that goes, or goes elsewhere, is missed where it was.
  private void noteParentBefore(StoreEvent event) {
    Optional<Entry> before =
        switch (event) {
          case StoreEvent.EntryPut put -> tables.entry(put.entryId());
          case StoreEvent.EntryDeleted deleted -> tables.entry(deleted.entryId());
          case StoreEvent.TokenAdded _, StoreEvent.TokenTaken _, StoreEvent.NodePut _ ->
              Optional.empty();
        };
    before.ifPresent(entry -> entryMarks.note(entry.parent().toString()));
  }

  private void note(StoreEvent event) {
    switch (event) {
      case StoreEvent.EntryPut put -> entryMarks.note(put.parentId());
      case StoreEvent.NodePut put -> nodeMarks.note(put.spiffeId());
      case StoreEvent.EntryDeleted _, StoreEvent.TokenAdded _, StoreEvent.TokenTaken _ -> {}
    }
  }

  private void change(StoreEvent event) {
    change(List.of(event));
  }

  private void change(List<StoreEvent> events) {
    ledger.exclusively(
        () -> {
          synchronized (this) {
            apply(ledger.appendAll(events.stream().map(RegistrationTables::write).toList()));
          }
          return events;
        });
    listeners.forEach(Runnable::run);
  }

  private final class StoredEntries implements Entries {

    @Override
    public Optional<Entry> find(String entryId) {
      return tables.entry(entryId);
    }

    @Override
    public List<Entry> all() {
      return tables.entries();
    }

    @Override
    public Optional<Entry> like(Entry wanted) {
      return tables.entryLike(StoreEvent.EntryPut.of(wanted));
    }

    @Override
    public List<Entry> ofParent(SpiffeId parent) {
      return tables.entries(parent);
    }

    @Override
    public long mark(SpiffeId parent) {
      return entryMarks.of(parent.toString());
    }

    @Override
    public <T> T exclusively(Supplier<T> work) {
      return ledger.exclusively(work);
    }

    @Override
    public void put(Entry entry) {
      RegistrationStore.this.change(StoreEvent.EntryPut.of(entry));
    }

    @Override
    public void change(List<Entry> puts, List<String> deletes) {
      List<StoreEvent> events = new ArrayList<>();
      puts.forEach(entry -> events.add(StoreEvent.EntryPut.of(entry)));
      deletes.forEach(entryId -> events.add(new StoreEvent.EntryDeleted(entryId)));
      RegistrationStore.this.change(events);
    }

    @Override
    public void delete(String entryId) {
      RegistrationStore.this.change(new StoreEvent.EntryDeleted(entryId));
    }
  }

  private final class StoredNodes implements Nodes {

    @Override
    public Optional<Node> find(SpiffeId id) {
      return tables.node(id);
    }

    @Override
    public List<Node> all() {
      return tables.nodes();
    }

    @Override
    public long mark(SpiffeId id) {
      return nodeMarks.of(id.toString());
    }

    @Override
    public Optional<Node> admit(Node node, boolean again) {
      // Look and change while nobody else does: of two with one ID the second must see the first.
      return ledger.exclusively(
          () -> {
            Optional<Node> inTheWay =
                tables.node(node.id()).filter(known -> known.keepsOut(node, again));
            if (inTheWay.isEmpty()) {
              RegistrationStore.this.change(StoreEvent.NodePut.of(node));
            }
            return inTheWay;
          });
    }

    @Override
    public Optional<Node> change(SpiffeId id, UnaryOperator<Node> change) {
      return ledger.exclusively(
          () -> {
            Optional<Node> changed = tables.node(id).map(change);
            changed.ifPresent(node -> RegistrationStore.this.change(StoreEvent.NodePut.of(node)));
            return changed;
          });
    }
  }

  private final class StoredTokens implements JoinTokens {

    @Override
    public void add(JoinToken token) {
      change(StoreEvent.TokenAdded.of(token));
    }

    @Override
    public Optional<JoinToken> take(String hash, Instant now) {
      // Look and take while nobody else does: two agents with one token must not both come in.
      return ledger.exclusively(
          () -> {
            Optional<JoinToken> token = tables.token(hash);
            if (token.isPresent()) {
              change(new StoreEvent.TokenTaken(hash));
            }
            return token.filter(taken -> now.isBefore(taken.expiresAt()));
          });
    }
  }
}
