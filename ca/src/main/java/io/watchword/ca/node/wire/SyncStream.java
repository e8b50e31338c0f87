package io.watchword.ca.node.wire;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.watchword.api.node.SyncResponse;
import io.watchword.api.node.TrustBundle;
import io.watchword.ca.node.NodeAdmission;
import io.watchword.ca.registration.Entry;
import io.watchword.ca.registration.Served;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One agent's open `Sync`. Thread-safe by one lock: a stream takes one message at a time.
///
/// The first state is whole, later ones say what changed. A state goes out in parts, as fast as the
/// agent reads; while one is on its way, changes wait and then go out together.
final class SyncStream {
  static final int PART = 1_000;

  /// What tells whether the agent has this version of an entry.
  private record Version(long revision, Instant createdAt) {}

  private final List<X509Certificate> chain;
  private final ServerCallStreamObserver<SyncResponse> out;
  private final SyncView view;
  private final Map<String, Version> sent = new HashMap<>();
  private final Queue<SyncResponse> parts = new ArrayDeque<>();
  private NodeAdmission.@Nullable Recognised agent;
  private @Nullable SyncResponse common;
  private @Nullable Served served;
  private List<TrustBundle> foreign = List.of();
  private boolean ended;

  SyncStream(
      List<X509Certificate> chain, ServerCallStreamObserver<SyncResponse> out, SyncView view) {
    this.chain = chain;
    this.out = out;
    this.view = view;
  }

  /// Sends what changed since the last time, or ends the stream where the agent is no longer good.
  ///
  /// @param now what is the same for all agents
  /// @return whether it goes on
  synchronized boolean push(SyncResponse now) {
    if (ended || out.isCancelled()) {
      return false;
    }
    try {
      boolean isFirst = common == null;
      boolean trustChanged = common == null || !now.equals(common);
      recognise(trustChanged);
      if (parts.isEmpty()) {
        state(now, isFirst, trustChanged);
      }
      drain();
      return true;
    } catch (RuntimeException e) {
      return fail(CallFailures.of(e).asStatus());
    }
  }

  /// Goes on where the agent has read what was sent.
  synchronized void drain() {
    while (!ended && out.isReady() && !parts.isEmpty()) {
      out.onNext(parts.remove());
    }
  }

  /// Ends it: the CA stops.
  synchronized void end() {
    fail(Status.UNAVAILABLE.withDescription("the CA stops").asRuntimeException());
  }

  // Ten thousand agents are not checked anew at each change of one.
  private NodeAdmission.Recognised recognise(boolean trustChanged) {
    NodeAdmission.Recognised known = agent;
    if (known == null || trustChanged || !view.isCurrent(known)) {
      known = view.recognise(chain);
      agent = known;
      // It may have been attested anew, with other selectors.
      served = null;
    }
    return known;
  }

  private void state(SyncResponse now, boolean isFirst, boolean trustChanged) {
    Served before = served;
    boolean sameEntries = before != null && view.isCurrent(before);
    Served entries = before != null && sameEntries ? before : view.served(recognise(false).agent());
    List<TrustBundle> bundles = view.foreign(entries);
    boolean restChanged = trustChanged || !bundles.equals(foreign);
    served = entries;
    foreign = bundles;
    common = now;
    if (!sameEntries) {
      parts(now, entries.entries(), isFirst);
    }
    if (parts.isEmpty() && restChanged) {
      parts.add(last(now, isFirst).build());
    }
  }

  private void parts(SyncResponse now, List<Entry> entries, boolean isFirst) {
    Set<String> gone = new HashSet<>(sent.keySet());
    List<Entry> news = new ArrayList<>();
    for (Entry entry : entries) {
      gone.remove(entry.entryId());
      Version version = new Version(entry.revision(), entry.createdAt());
      if (!version.equals(sent.put(entry.entryId(), version))) {
        news.add(entry);
      }
    }
    gone.forEach(sent::remove);
    SyncResponse.Builder part = SyncResponse.newBuilder().addAllRemovedEntryIds(gone);
    for (Entry entry : news) {
      if (part.getEntriesCount() == PART) {
        parts.add(part.setWhole(isFirst).setMore(true).build());
        part = SyncResponse.newBuilder();
      }
      part.addEntries(view.entry(entry));
    }
    if (isFirst || part.getEntriesCount() + part.getRemovedEntryIdsCount() > 0) {
      parts.add(last(now, isFirst).mergeFrom(part.build()).build());
    }
  }

  private SyncResponse.Builder last(SyncResponse now, boolean isFirst) {
    return now.toBuilder().addAllFederated(foreign).setWhole(isFirst);
  }

  private boolean fail(RuntimeException status) {
    if (!ended && !out.isCancelled()) {
      out.onError(status);
    }
    ended = true;
    return false;
  }
}
