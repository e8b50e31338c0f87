package io.watchword.cli.running.wire;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.watchword.api.entries.ApplyEntriesRequest;
import io.watchword.api.entries.ApplyHeader;
import io.watchword.api.entries.EntriesGrpc;
import io.watchword.api.entries.Entry;
import io.watchword.api.entries.EntryChange;
import io.watchword.api.entries.EntryRef;
import io.watchword.api.entries.ListEntriesRequest;
import io.watchword.cli.running.CaAnswer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/// What the CA's Unix socket answers about registration entries. Blocking; each call has a deadline
/// of 10 s, listing and applying whole sets one of 10 minutes.
public final class EntriesClient implements AutoCloseable {
  private static final long SET_SECONDS = 600;

  private final AdminChannel channel;
  private final EntriesGrpc.EntriesBlockingStub entries;
  private final EntriesGrpc.EntriesStub sets;

  private EntriesClient(AdminChannel channel) {
    this.channel = channel;
    this.entries = EntriesGrpc.newBlockingStub(channel.channel());
    this.sets = EntriesGrpc.newStub(channel.channel());
  }

  /// A client of the CA that listens on `socket`. Connects with the first call.
  public static EntriesClient of(Path socket) {
    return new EntriesClient(AdminChannel.to(socket));
  }

  /// Creates `entry`; what the CA made of it.
  public CaAnswer.Entry createEntry(CaAnswer.Entry entry) {
    return answer(channel.call(() -> timed().createEntry(message(entry))));
  }

  /// Changes the entry that `entry` names; what the CA made of it.
  public CaAnswer.Entry updateEntry(CaAnswer.Entry entry) {
    return answer(channel.call(() -> timed().updateEntry(message(entry))));
  }

  /// The entry called `entryId`.
  public CaAnswer.Entry showEntry(String entryId) {
    return answer(channel.call(() -> timed().showEntry(reference(entryId))));
  }

  /// Deletes the entry called `entryId`, and says what it was.
  public CaAnswer.Entry deleteEntry(String entryId) {
    return answer(channel.call(() -> timed().deleteEntry(reference(entryId))));
  }

  /// @param spiffeId only entries of this SPIFFE ID; empty for all
  /// @param parentId only entries of this parent; empty for all
  public List<CaAnswer.Entry> entries(String spiffeId, String parentId) {
    ListEntriesRequest request =
        ListEntriesRequest.newBuilder().setSpiffeId(spiffeId).setParentId(parentId).build();
    return channel.call(
        () -> {
          List<CaAnswer.Entry> found = new ArrayList<>();
          entries
              .withDeadlineAfter(SET_SECONDS, TimeUnit.SECONDS)
              .listEntries(request)
              .forEachRemaining(entry -> found.add(answer(entry)));
          return found;
        });
  }

  /// Makes the entries of `source` what `wanted` says; what that changes.
  ///
  /// @param dryRun say it only
  /// @param keep leave what `wanted` does not have any more
  public List<CaAnswer.EntryChange> apply(
      String source, List<CaAnswer.Entry> wanted, boolean dryRun, boolean keep) {
    Changes changes = new Changes();
    StreamObserver<ApplyEntriesRequest> order =
        sets.withDeadlineAfter(SET_SECONDS, TimeUnit.SECONDS).applyEntries(changes);
    ApplyHeader header =
        ApplyHeader.newBuilder().setSource(source).setDryRun(dryRun).setKeep(keep).build();
    order.onNext(ApplyEntriesRequest.newBuilder().setHeader(header).build());
    for (CaAnswer.Entry entry : wanted) {
      order.onNext(ApplyEntriesRequest.newBuilder().setEntry(message(entry)).build());
    }
    order.onCompleted();
    return channel.call(changes::all);
  }

  @Override
  public void close() {
    channel.close();
  }

  private EntriesGrpc.EntriesBlockingStub timed() {
    return entries.withDeadlineAfter(AdminChannel.DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static final class Changes implements StreamObserver<EntryChange> {
    private final List<CaAnswer.EntryChange> found = new ArrayList<>();
    private final CompletableFuture<List<CaAnswer.EntryChange>> done = new CompletableFuture<>();

    @Override
    public void onNext(EntryChange change) {
      found.add(answer(change));
    }

    @Override
    public void onError(Throwable failure) {
      done.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      done.complete(List.copyOf(found));
    }

    List<CaAnswer.EntryChange> all() {
      try {
        return done.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof StatusRuntimeException status
            ? status
            : Status.fromThrowable(e.getCause()).asRuntimeException();
      }
    }
  }

  static CaAnswer.Entry answer(Entry entry) {
    return new CaAnswer.Entry(
        entry.getEntryId(),
        entry.getSpiffeId(),
        entry.getParentId(),
        List.copyOf(entry.getSelectorsList()),
        entry.getX509SvidTtl().getSeconds(),
        entry.getJwtSvidTtl().getSeconds(),
        entry.getHint(),
        List.copyOf(entry.getDnsNamesList()),
        List.copyOf(entry.getFederatesWithList()),
        entry.getAdmin(),
        entry.getDownstream(),
        entry.getStoreSvid(),
        entry.getDisableX509SvidPrefetch(),
        entry.getJwtSvidIncludeJti(),
        entry.getSource(),
        entry.getRevision(),
        entry.hasCreatedAt() ? instant(entry.getCreatedAt()) : null,
        entry.hasExpiresAt() ? instant(entry.getExpiresAt()) : null);
  }

  private static CaAnswer.EntryChange answer(EntryChange change) {
    return new CaAnswer.EntryChange(
        change.getKind().name().toLowerCase(Locale.ROOT),
        change.hasBefore() ? answer(change.getBefore()) : null,
        change.hasAfter() ? answer(change.getAfter()) : null,
        List.copyOf(change.getFieldsList()));
  }

  private static Entry message(CaAnswer.Entry entry) {
    Entry.Builder message =
        Entry.newBuilder()
            .setEntryId(entry.entryId())
            .setSpiffeId(entry.spiffeId())
            .setParentId(entry.parentId())
            .addAllSelectors(entry.selectors())
            .setHint(entry.hint())
            .addAllDnsNames(entry.dnsNames())
            .addAllFederatesWith(entry.federatesWith())
            .setAdmin(entry.admin())
            .setDownstream(entry.downstream())
            .setStoreSvid(entry.storeSvid())
            .setDisableX509SvidPrefetch(entry.disableX509SvidPrefetch())
            .setJwtSvidIncludeJti(entry.jwtSvidIncludeJti())
            .setRevision(entry.revision());
    if (entry.x509SvidTtlSeconds() > 0) {
      message.setX509SvidTtl(Duration.newBuilder().setSeconds(entry.x509SvidTtlSeconds()));
    }
    if (entry.jwtSvidTtlSeconds() > 0) {
      message.setJwtSvidTtl(Duration.newBuilder().setSeconds(entry.jwtSvidTtlSeconds()));
    }
    Instant end = entry.expiresAt();
    if (end != null) {
      message.setExpiresAt(
          Timestamp.newBuilder().setSeconds(end.getEpochSecond()).setNanos(end.getNano()));
    }
    return message.build();
  }

  private static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }

  private static EntryRef reference(String entryId) {
    return EntryRef.newBuilder().setEntryId(entryId).build();
  }
}
