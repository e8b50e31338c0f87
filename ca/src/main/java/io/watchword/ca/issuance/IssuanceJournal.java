package io.watchword.ca.issuance;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.api.record.CaRecord;
import io.watchword.ca.journal.JournalLine;
import io.watchword.ca.journal.Ledger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Every certificate ever issued, on disk before it leaves; in memory those that have not expired.
/// Thread-safe by one lock around the memory; the disk is waited for outside it.
public final class IssuanceJournal implements AutoCloseable {

  /// A line. Times are seconds since 1970.
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Line(
      String kind,
      String spiffeId,
      String agent,
      String entryId,
      String serial,
      String rootSha256,
      String issuerSerial,
      String spkiSha256,
      long notBefore,
      long notAfter) {}

  private record Holder(String kind, String agent, String spiffeId, String entryId) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Ledger ledger;
  private final InstantSource clock;
  private final Map<Holder, List<Leaf>> unexpired = new HashMap<>();
  // All of them, expired or not: a serial number must never come twice.
  private final Set<String> serials = new HashSet<>();

  private IssuanceJournal(Ledger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
    follow(ledger.lines());
  }

  /// What `ledger` holds.
  public static IssuanceJournal open(Ledger ledger, InstantSource clock) {
    IssuanceJournal journal = new IssuanceJournal(ledger, clock);
    ledger.onForeign(journal::follow);
    return journal;
  }

  /// Puts `issuance` on disk.
  ///
  /// @throws IssuanceException `ca/svid-refused` where the serial number was used before
  /// @throws io.watchword.ca.journal.JournalException where it cannot be recorded
  void record(CaRecord.Issuance issuance) {
    synchronized (unexpired) {
      if (!serials.add(issuance.serial())) {
        throw new IssuanceException("ca/svid-refused", "a serial number came a second time");
      }
    }
    Line line =
        new Line(
            issuance.kind(),
            issuance.spiffeId(),
            issuance.agent(),
            issuance.entryId(),
            issuance.serial(),
            issuance.rootSha256(),
            issuance.issuerSerial(),
            issuance.spkiSha256(),
            issuance.notBefore().getEpochSecond(),
            issuance.notAfter().getEpochSecond());
    JournalLine written = ledger.append(write(line));
    synchronized (unexpired) {
      remember(written.number(), line);
    }
  }

  /// The leaves that have not expired, oldest first.
  public List<Leaf> unexpired() {
    Instant now = clock.instant();
    synchronized (unexpired) {
      unexpired.values().removeIf(leaves -> leaves.stream().allMatch(leaf -> isOver(leaf, now)));
      return unexpired.values().stream()
          .flatMap(List::stream)
          .filter(leaf -> !isOver(leaf, now))
          .sorted(Comparator.comparingLong(Leaf::number))
          .toList();
    }
  }

  /// Of `unexpired()` those under root `rootSha256` that no later one under another root replaced
  /// at their holder.
  public List<Leaf> unreplaced(String rootSha256) {
    Instant now = clock.instant();
    List<Leaf> found = new ArrayList<>();
    synchronized (unexpired) {
      for (List<Leaf> leaves : unexpired.values()) {
        Leaf last = leaves.getLast();
        if (last.rootSha256().equals(rootSha256) && !isOver(last, now)) {
          found.add(last);
        }
      }
    }
    return found;
  }

  /// How many certificates it holds.
  public long size() {
    synchronized (unexpired) {
      return serials.size();
    }
  }

  /// Why the last certificate could not be recorded; empty where it could.
  public Optional<String> problem() {
    return ledger.problem();
  }

  @Override
  public void close() {
    ledger.close();
  }

  private void follow(List<JournalLine> lines) {
    synchronized (unexpired) {
      lines.forEach(line -> remember(line.number(), read(line)));
    }
  }

  private void remember(long number, Line line) {
    serials.add(line.serial());
    Instant now = clock.instant();
    Leaf leaf =
        new Leaf(
            number,
            line.kind(),
            line.spiffeId(),
            line.agent(),
            line.entryId(),
            line.serial(),
            line.rootSha256(),
            Instant.ofEpochSecond(line.notAfter()));
    if (isOver(leaf, now)) {
      return;
    }
    List<Leaf> leaves =
        unexpired.computeIfAbsent(
            new Holder(line.kind(), line.agent(), line.spiffeId(), line.entryId()),
            holder -> new ArrayList<>());
    leaves.removeIf(old -> isOver(old, now));
    leaves.add(leaf);
    leaves.sort(Comparator.comparingLong(Leaf::number));
  }

  private static boolean isOver(Leaf leaf, Instant now) {
    return now.isAfter(leaf.notAfter());
  }

  private static String write(Line line) {
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a line that has no JSON", e);
    }
  }

  private static Line read(JournalLine line) {
    try {
      return JSON.readValue(line.body(), Line.class);
    } catch (JsonProcessingException e) {
      throw new IssuanceException(
          "ca/unrecorded", "line " + line.number() + " of the issuance journal is no issuance", e);
    }
  }
}
