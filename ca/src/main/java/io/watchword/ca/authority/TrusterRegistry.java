package io.watchword.ca.authority;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.api.record.CaRecord;
import io.watchword.platform.audit.AuditLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/// Who trusts what, by the newest reports. Thread-safe: one volatile snapshot; reports take a lock.
///
/// An agent reports all trusters of its host at once. One that it no longer names is kept as gone
/// until what it presented has expired: nobody can tell whether the process still runs. The set is
/// kept in a file too, so that a CA that restarts in the middle of a rotation knows whom it waited
/// for; what it read there counts as unconfirmed until it is reported again.
public final class TrusterRegistry {
  private static final ObjectMapper JSON = new ObjectMapper();

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

  private final Path file;
  private final AuditLog audit;
  private final InstantSource clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Set<String> acknowledged = new HashSet<>();
  private volatile List<Truster> trusters;

  /// Reads `trusters.json` in `directory`.
  public TrusterRegistry(Path directory, AuditLog audit, InstantSource clock) {
    this.file = directory.resolve("trusters.json");
    this.audit = audit;
    this.clock = clock;
    this.trusters = read(file);
  }

  /// Everyone known whose last certificate has not expired, and every agent.
  public List<Truster> all() {
    Instant now = clock.instant();
    return trusters.stream()
        .filter(truster -> !truster.gone() || now.isBefore(truster.report().presentsUntil()))
        .toList();
  }

  /// Runs `listener` after each report, on the thread that brought it.
  public void onReport(Runnable listener) {
    listeners.add(listener);
  }

  /// Takes `reports`, all that `agent` knows of its host, in place of what it said before.
  public void report(String agent, List<TrusterReport> reports) {
    Instant now = clock.instant();
    synchronized (this) {
      List<Truster> next = new ArrayList<>();
      Set<String> named = reports.stream().map(TrusterReport::spiffeId).collect(Collectors.toSet());
      for (Truster truster : trusters) {
        boolean isReplaced = truster.agent().equals(agent) && named.contains(truster.spiffeId());
        boolean isOver = truster.gone() && now.isAfter(truster.report().presentsUntil());
        if (!isReplaced && !isOver) {
          next.add(truster.agent().equals(agent) ? truster.asGone() : truster);
        }
      }
      reports.forEach(report -> next.add(new Truster(agent, report, now, false, true)));
      next.sort(Comparator.comparing(Truster::agent).thenComparing(Truster::spiffeId));
      boolean isChange = !content(next).equals(content(trusters));
      trusters = List.copyOf(next);
      if (isChange) {
        write(next);
      }
    }
    reports.forEach(this::recordAcknowledgement);
    listeners.forEach(Runnable::run);
  }

  /// `agent` was sent away: all that it reported, itself included, counts as gone.
  public void expire(String agent) {
    synchronized (this) {
      trusters =
          trusters.stream()
              .map(truster -> truster.agent().equals(agent) ? truster.asGone() : truster)
              .toList();
      write(trusters);
    }
    listeners.forEach(Runnable::run);
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

  // Without the times: a report that says the same again is not worth a write.
  private static List<Object> content(List<Truster> of) {
    return of.stream()
        .<Object>map(
            truster ->
                List.of(
                    truster.agent(),
                    truster.spiffeId(),
                    truster.gone(),
                    truster.report().trustedRoots(),
                    truster.report().presented()))
        .toList();
  }

  private void write(List<Truster> all) {
    List<Stored> stored = all.stream().map(TrusterRegistry::stored).toList();
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(fresh, JSON.writeValueAsBytes(stored));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new AuthorityException(
          "ca/trusters-unwritable", "`" + file + "` cannot be written: " + e.getMessage(), e);
    }
  }

  private static List<Truster> read(Path file) {
    if (Files.notExists(file)) {
      return List.of();
    }
    try {
      List<Stored> stored =
          JSON.readValue(Files.readAllBytes(file), new TypeReference<List<Stored>>() {});
      return stored.stream().map(TrusterRegistry::truster).map(Truster::asUnconfirmed).toList();
    } catch (JacksonException e) {
      throw new AuthorityException(
          "ca/trusters-unreadable", "`" + file + "` is no list of trusters", e);
    } catch (IOException e) {
      throw new AuthorityException(
          "ca/trusters-unreadable", "`" + file + "` cannot be read: " + e.getMessage(), e);
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
        stored.agent(), report, Instant.ofEpochMilli(stored.lastSeen()), stored.gone(), false);
  }
}
