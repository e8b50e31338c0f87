package io.watchword.ca.admin.wire;

import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import io.watchword.api.entries.ApplyEntriesRequest;
import io.watchword.api.entries.EntriesGrpc;
import io.watchword.api.entries.Entry;
import io.watchword.api.entries.EntryChange;
import io.watchword.api.entries.EntryRef;
import io.watchword.api.entries.ListEntriesRequest;
import io.watchword.api.record.CaRecord;
import io.watchword.ca.admin.AdminCalls;
import io.watchword.ca.node.wire.CallFailures;
import io.watchword.ca.registration.Registrar;
import io.watchword.platform.audit.AuditLog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// `Entries` on the wire. Runs on virtual threads, one a call.
public final class EntryService extends EntriesGrpc.EntriesImplBase {
  private static final int BATCH = 1_000;

  private final Registrar registrar;
  private final AuditLog audit;
  private final AdminCalls calls;

  /// @param registrar keeps the entries
  public EntryService(Registrar registrar, AuditLog audit, AdminCalls calls) {
    this.registrar = registrar;
    this.audit = audit;
    this.calls = calls;
  }

  @Override
  public void createEntry(Entry request, StreamObserver<Entry> out) {
    Answer.to(
        out,
        () ->
            calls.order(
                PeerCredentials.call("CreateEntry", request.getSpiffeId()),
                () -> registrar.draft(EntryMessages.entry(request, "")),
                draft -> {
                  create(draft);
                  return EntryMessages.entry(draft);
                }));
  }

  @Override
  public void listEntries(ListEntriesRequest request, StreamObserver<Entry> out) {
    List<io.watchword.ca.registration.Entry> found;
    try {
      found =
          calls.ask(
              PeerCredentials.call("ListEntries", ""),
              () ->
                  registrar.all().stream()
                      .filter(entry -> matches(request.getSpiffeId(), entry.id()))
                      .filter(entry -> matches(request.getParentId(), entry.parent()))
                      .toList());
    } catch (RuntimeException e) {
      out.onError(CallFailures.of(e).asStatus());
      return;
    }
    stream(out, found.stream().map(EntryMessages::entry));
  }

  @Override
  public void showEntry(EntryRef request, StreamObserver<Entry> out) {
    Answer.to(
        out,
        () ->
            calls.ask(
                PeerCredentials.call("ShowEntry", request.getEntryId()),
                () -> EntryMessages.entry(registrar.show(request.getEntryId()))));
  }

  @Override
  public void updateEntry(Entry request, StreamObserver<Entry> out) {
    Answer.to(
        out,
        () ->
            calls.order(
                PeerCredentials.call("UpdateEntry", request.getEntryId()),
                () ->
                    registrar.revise(
                        EntryMessages.entry(
                            request, registrar.show(request.getEntryId()).source())),
                revised -> {
                  update(revised);
                  return EntryMessages.entry(revised);
                }));
  }

  @Override
  public void deleteEntry(EntryRef request, StreamObserver<Entry> out) {
    Answer.to(
        out,
        () ->
            calls.order(
                PeerCredentials.call("DeleteEntry", request.getEntryId()),
                () -> registrar.show(request.getEntryId()),
                entry -> {
                  delete(entry);
                  return EntryMessages.entry(entry);
                }));
  }

  @Override
  public StreamObserver<ApplyEntriesRequest> applyEntries(StreamObserver<EntryChange> out) {
    return new EntryApplication(this::apply, out);
  }

  private void apply(EntryApplication.Order order, StreamObserver<EntryChange> out) {
    List<io.watchword.ca.registration.EntryChange> changes;
    AdminCalls.Call call = PeerCredentials.call("ApplyEntries", order.source());
    Supplier<List<io.watchword.ca.registration.EntryChange>> plan =
        () -> registrar.plan(order.wanted(), order.source(), order.keep());
    try {
      changes = order.dryRun() ? calls.ask(call, plan) : calls.order(call, plan, this::carryOut);
    } catch (RuntimeException e) {
      out.onError(CallFailures.of(e).asStatus());
      return;
    }
    stream(out, changes.stream().map(EntryMessages::change));
  }

  // A thousand at a time: each waits for the disk once.
  private List<io.watchword.ca.registration.EntryChange> carryOut(
      List<io.watchword.ca.registration.EntryChange> planned) {
    List<io.watchword.ca.registration.EntryChange> done = new ArrayList<>();
    for (int from = 0; from < planned.size(); from += BATCH) {
      var drafted =
          registrar.drafted(planned.subList(from, Math.min(from + BATCH, planned.size())));
      audit.appendAll(drafted.stream().flatMap(EntryService::action).toList());
      registrar.carryOut(drafted);
      done.addAll(drafted);
    }
    return done;
  }

  private static Stream<CaRecord.Registration> action(
      io.watchword.ca.registration.EntryChange change) {
    return switch (change.kind()) {
      case CREATE -> Stream.of(action("create", change.subject()));
      case UPDATE -> Stream.of(action("update", change.subject()));
      case DELETE -> Stream.of(action("delete", change.subject()));
      case UNCHANGED -> Stream.empty();
    };
  }

  private void create(io.watchword.ca.registration.Entry draft) {
    record("create", draft);
    registrar.add(draft);
  }

  private void update(io.watchword.ca.registration.Entry revised) {
    record("update", revised);
    registrar.replace(revised);
  }

  private void delete(io.watchword.ca.registration.Entry entry) {
    record("delete", entry);
    registrar.delete(entry.entryId());
  }

  private void record(String action, io.watchword.ca.registration.Entry entry) {
    audit.append(action(action, entry));
  }

  private static CaRecord.Registration action(
      String action, io.watchword.ca.registration.Entry entry) {
    return new CaRecord.Registration(
        action,
        entry.entryId(),
        entry.id().toString(),
        entry.parent().toString(),
        entry.selectors(),
        PeerCredentials.operator().toString());
  }

  private static <T extends Message> void stream(StreamObserver<T> out, Stream<T> messages) {
    messages.forEach(out::onNext);
    out.onCompleted();
  }

  private static boolean matches(String wanted, Object id) {
    return wanted.isEmpty() || id.toString().equals(wanted);
  }
}
