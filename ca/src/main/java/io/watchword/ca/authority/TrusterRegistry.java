package io.watchword.ca.authority;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.api.record.CaRecord;
import io.watchword.ca.journal.Documents;
import io.watchword.platform.audit.AuditLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Who trusts what, by the newest reports, whichever CA they came to. Thread-safe: reports of
/// different agents wait for the disk side by side.
///
/// An agent reports all trusters of its host at once. One that it no longer names is kept as gone
/// until what it presented has expired: nobody can tell whether the process still runs. The set is
/// durable too, so that a CA that restarts in the middle of a rotation knows whom it waited for;
/// what was reported before counts as unconfirmed until it is reported again.
public final class TrusterRegistry {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// What one reporter said.
  ///
  /// @param run of the trust domain's CAs in which it was said
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Reported(String run, List<Stored> trusters) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Stored(
      String agent,
      String spiffeId,
      TrusterKind kind,
      String bundleSha256,
      long bundleSequence,
      Set<String> trustedRoots,
      List<StoredChain> presented,
      Map<String, Integer> openConnections,
      long observedAt,
      long lastSeen,
      boolean gone) {}

  record StoredChain(String serial, String rootSha256, long notAfter) {}

  /// What a reporter said last.
  ///
  /// @param durable the content as it is durable; the times of `trusters` are newer
  private record Said(String run, List<Object> durable, List<Truster> trusters) {}

  private final Documents documents;
  private final Supplier<String> run;
  private final AuditLog audit;
  private final InstantSource clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Set<String> acknowledged = new HashSet<>();
  private final Map<String, Said> byReporter = new ConcurrentHashMap<>();

  /// What `documents` hold.
  ///
  /// @param run names the time since the last start of a CA that found no other: what was said
  ///   before it is unconfirmed
  public TrusterRegistry(
      Documents documents, Supplier<String> run, AuditLog audit, InstantSource clock) {
    this.documents = documents;
    this.run = run;
    this.audit = audit;
    this.clock = clock;
    take(documents.atOpening());
    documents.onForeign(this::follow);
  }

  /// Everyone known whose last certificate has not expired, and every agent.
  public List<Truster> all() {
    Instant now = clock.instant();
    String present = run.get();
    return byReporter.values().stream()
        .flatMap(
            said ->
                said.trusters().stream()
                    .map(it -> said.run().equals(present) ? it : it.asUnconfirmed()))
        .filter(truster -> !truster.gone() || now.isBefore(truster.report().presentsUntil()))
        .sorted(Comparator.comparing(Truster::agent).thenComparing(Truster::spiffeId))
        .toList();
  }

  /// Runs `listener` after each report, on the thread that brought it.
  public void onReport(Runnable listener) {
    listeners.add(listener);
  }

  /// Takes `reports`, all that `agent` knows of its host, in place of what it said before.
  public void report(String agent, List<TrusterReport> reports) {
    Instant now = clock.instant();
    Set<String> named = reports.stream().map(TrusterReport::spiffeId).collect(Collectors.toSet());
    replace(
        agent,
        before -> {
          List<Truster> next = new ArrayList<>();
          for (Truster truster : before) {
            boolean isOver = truster.gone() && now.isAfter(truster.report().presentsUntil());
            if (!named.contains(truster.spiffeId()) && !isOver) {
              next.add(truster.asGone());
            }
          }
          reports.forEach(report -> next.add(new Truster(agent, report, now, false, true)));
          return next;
        });
    reports.forEach(this::recordAcknowledgement);
    listeners.forEach(Runnable::run);
  }

  /// `agent` was sent away: all that it reported, itself included, counts as gone.
  public void expire(String agent) {
    replace(agent, before -> before.stream().map(Truster::asGone).toList());
    listeners.forEach(Runnable::run);
  }

  // INVARIANT: what counts here is durable. A report that cannot be kept is refused, and its sender
  // tells it again. The map's lock is this reporter's (and a few others') alone: the rest go on
  // while the disk is waited for.
  private void replace(String agent, UnaryOperator<List<Truster>> change) {
    String present = run.get();
    byReporter.compute(
        agent,
        (key, said) -> {
          List<Truster> next =
              change.apply(said == null ? List.of() : said.trusters()).stream()
                  .sorted(Comparator.comparing(Truster::spiffeId))
                  .toList();
          List<Object> content = content(next);
          if (said == null || !content.equals(said.durable()) || !present.equals(said.run())) {
            List<Stored> stored = next.stream().map(TrusterRegistry::stored).toList();
            documents.put(agent, json(new Reported(present, stored)));
          }
          return new Said(present, content, next);
        });
  }

  private void follow(Map<String, String> changed) {
    take(changed);
    listeners.forEach(Runnable::run);
  }

  private void take(Map<String, String> changed) {
    changed.forEach(
        (agent, body) -> {
          Reported said = parse(agent, body);
          List<Truster> told = said.trusters().stream().map(TrusterRegistry::truster).toList();
          byReporter.put(agent, new Said(said.run(), content(told), told));
        });
  }

  private void recordAcknowledgement(TrusterReport report) {
    if (report.bundleSha256().isEmpty()) {
      return;
    }
    synchronized (acknowledged) {
      if (!acknowledged.add(report.spiffeId() + " " + report.bundleSha256())) {
        return;
      }
    }
    audit.append(
        new CaRecord.TrustAcknowledged(
            report.spiffeId(),
            report.kind().label(),
            report.bundleSequence(),
            report.bundleSha256(),
            report.trustedRoots().stream().sorted().toList()));
  }

  // Without the times, and of connections only whether there are any: a report that says the same
  // again is not worth a write.
  private static List<Object> content(List<Truster> of) {
    return of.stream()
        .<Object>map(
            truster ->
                List.of(
                    truster.agent(),
                    truster.spiffeId(),
                    truster.gone(),
                    truster.report().bundleSequence(),
                    truster.report().trustedRoots(),
                    truster.report().presented(),
                    truster.report().openConnections().entrySet().stream()
                        .filter(open -> open.getValue() > 0)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet())))
        .toList();
  }

  private static String json(Reported reported) {
    try {
      return JSON.writeValueAsString(reported);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report that has no JSON", e);
    }
  }

  private static Reported parse(String agent, String body) {
    try {
      return JSON.readValue(body, Reported.class);
    } catch (JsonProcessingException e) {
      throw new AuthorityException(
          "ca/trusters-unreadable", "what `" + agent + "` reported cannot be read", e);
    }
  }

  private static Stored stored(Truster truster) {
    TrusterReport report = truster.report();
    return new Stored(
        truster.agent(),
        report.spiffeId(),
        report.kind(),
        report.bundleSha256(),
        report.bundleSequence(),
        report.trustedRoots(),
        report.presented().stream()
            .map(
                chain ->
                    new StoredChain(
                        chain.serial(), chain.rootSha256(), chain.notAfter().toEpochMilli()))
            .toList(),
        report.openConnections(),
        report.observedAt().toEpochMilli(),
        truster.lastSeen().toEpochMilli(),
        truster.gone());
  }

  private static Truster truster(Stored stored) {
    TrusterReport report =
        new TrusterReport(
            stored.spiffeId(),
            stored.kind(),
            stored.bundleSha256(),
            stored.bundleSequence(),
            stored.trustedRoots(),
            stored.presented().stream()
                .map(
                    chain ->
                        new TrusterReport.Presented(
                            chain.serial(),
                            chain.rootSha256(),
                            Instant.ofEpochMilli(chain.notAfter())))
                .toList(),
            stored.openConnections(),
            Instant.ofEpochMilli(stored.observedAt()));
    return new Truster(
        stored.agent(), report, Instant.ofEpochMilli(stored.lastSeen()), stored.gone(), true);
  }
}
