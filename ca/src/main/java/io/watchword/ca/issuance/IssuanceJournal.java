package io.watchword.ca.issuance;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.watchword.api.record.CaRecord;
import io.watchword.ca.journal.JournalLine;
import io.watchword.ca.journal.Ledger;
import io.watchword.ca.journal.Ledgers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Every SVID ever issued, on disk before it leaves; in memory the certificates that have not
/// expired. Thread-safe by one lock around the memory; the disk is waited for outside it.
///
/// That a serial number never comes twice rests on 126 bits of chance (`SerialNumbers`), whatever
/// is restored from wherever; the check against those that still count is the belt to it.
public final class IssuanceJournal implements AutoCloseable {
  private static final Duration FORGETTING_PAUSE = Duration.ofSeconds(30);
  private static final Instant FOR_EVER = Instant.ofEpochSecond(253_402_300_799L);

  /// A line. Times are seconds since 1970.
  ///
  /// @param keyId of the key that signed it, for JWT-SVIDs; `serial` is then their `jti`, if any
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
      String keyId,
      long notBefore,
      long notAfter) {

    /// Lines from before there were JWT-SVIDs name no key.
    Line {
      keyId = Objects.requireNonNullElse(keyId, "");
    }

    boolean isToken() {
      return !keyId.isEmpty();
    }
  }

  private record Holder(String kind, String agent, String spiffeId, String entryId) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectReader READER = JSON.readerFor(Line.class);
  private static final ObjectWriter WRITER = JSON.writerFor(Line.class);

  private final Ledger ledger;
  private final InstantSource clock;

  // All of these are guarded by `byHolder`.
  private final Map<Holder, List<Leaf>> byHolder = new HashMap<>();
  private final Map<String, Leaf> bySerial = new HashMap<>();
  private final Map<String, Instant> lastTokenByKey = new HashMap<>();
  private final Map<String, String> words = new HashMap<>();
  private long lastNumber;
  private Instant forgetAt = Instant.EPOCH;

  private IssuanceJournal(Ledger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
    follow(ledger.lines());
    ledger.forgetLines();
  }

  /// What `issuance` of `ledgers` holds.
  public static IssuanceJournal open(Ledgers ledgers, InstantSource clock) {
    Ledger ledger = ledgers.open("issuance", IssuanceJournal::neededUntil, clock);
    IssuanceJournal journal = new IssuanceJournal(ledger, clock);
    ledger.onForeign(journal::follow);
    return journal;
  }

  /// Puts `issuances` on disk, all in one wait.
  ///
  /// @throws IssuanceException `ca/svid-refused` where a serial number still counts
  /// @throws io.watchword.ca.journal.JournalException where they cannot be recorded
  void record(List<CaRecord.Issuance> issuances) {
    List<Line> lines =
        issuances.stream()
            .map(
                issuance ->
                    new Line(
                        issuance.kind(),
                        issuance.spiffeId(),
                        issuance.agent(),
                        issuance.entryId(),
                        issuance.serial(),
                        issuance.rootSha256(),
                        issuance.issuerSerial(),
                        issuance.spkiSha256(),
                        "",
                        issuance.notBefore().getEpochSecond(),
                        issuance.notAfter().getEpochSecond()))
            .toList();
    refuseKnown(lines);
    append(lines);
  }

  /// Puts a JWT-SVID on disk.
  ///
  /// @throws io.watchword.ca.journal.JournalException where it cannot be recorded
  public void record(CaRecord.JwtIssuance token) {
    append(
        List.of(
            new Line(
                "jwt",
                token.spiffeId(),
                token.agent(),
                token.entryId(),
                token.jti(),
                "",
                "",
                "",
                token.keyId(),
                token.issuedAt().getEpochSecond(),
                token.expiresAt().getEpochSecond())));
  }

  /// When the last JWT-SVID ends that the key called `keyId` signed; empty where none is left.
  public Optional<Instant> lastTokenUnder(String keyId) {
    Instant now = clock.instant();
    synchronized (byHolder) {
      return Optional.ofNullable(lastTokenByKey.get(keyId)).filter(end -> !now.isAfter(end));
    }
  }

  /// The leaves that have not expired, oldest first.
  public List<Leaf> unexpired() {
    Instant now = clock.instant();
    synchronized (byHolder) {
      return bySerial.values().stream()
          .filter(leaf -> !isOver(leaf, now))
          .sorted(Comparator.comparingLong(Leaf::number))
          .toList();
    }
  }

  /// The leaf with `serial`, if it has not expired.
  public Optional<Leaf> find(String serial) {
    Instant now = clock.instant();
    synchronized (byHolder) {
      return Optional.ofNullable(bySerial.get(serial)).filter(leaf -> !isOver(leaf, now));
    }
  }

  /// Of `unexpired()` those under root `rootSha256` that no later one under another root replaced
  /// at their holder.
  public List<Leaf> unreplaced(String rootSha256) {
    Instant now = clock.instant();
    List<Leaf> found = new ArrayList<>();
    synchronized (byHolder) {
      for (List<Leaf> leaves : byHolder.values()) {
        Leaf last = leaves.getLast();
        if (last.rootSha256().equals(rootSha256) && !isOver(last, now)) {
          found.add(last);
        }
      }
    }
    return found;
  }

  /// How many SVIDs were ever issued.
  public long size() {
    synchronized (byHolder) {
      return lastNumber;
    }
  }

  /// How many certificates it remembers.
  int remembered() {
    synchronized (byHolder) {
      return bySerial.size();
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

  private void refuseKnown(List<Line> lines) {
    synchronized (byHolder) {
      for (Line line : lines) {
        if (bySerial.containsKey(line.serial())) {
          throw new IssuanceException("ca/svid-refused", "a serial number came a second time");
        }
      }
    }
  }

  private void append(List<Line> lines) {
    List<JournalLine> written =
        ledger.appendAll(lines.stream().map(IssuanceJournal::write).toList());
    synchronized (byHolder) {
      for (int i = 0; i < lines.size(); i++) {
        remember(written.get(i).number(), lines.get(i), clock.instant());
      }
      forgetExpired();
    }
  }

  private void follow(List<JournalLine> lines) {
    Instant now = clock.instant();
    synchronized (byHolder) {
      lines.forEach(line -> remember(line.number(), read(line.number(), line.body()), now));
      forgetExpired();
    }
  }

  private void remember(long number, Line line, Instant now) {
    lastNumber = Math.max(lastNumber, number);
    Instant end = Instant.ofEpochSecond(line.notAfter());
    if (now.isAfter(end)) {
      return;
    }
    if (line.isToken()) {
      lastTokenByKey.merge(line.keyId(), end, (a, b) -> a.isAfter(b) ? a : b);
      return;
    }
    // The same few words stand in many lines: each is kept once.
    Holder holder =
        new Holder(
            word(line.kind()), word(line.agent()), word(line.spiffeId()), word(line.entryId()));
    Leaf leaf =
        new Leaf(
            number,
            holder.kind(),
            holder.spiffeId(),
            holder.agent(),
            holder.entryId(),
            line.serial(),
            word(line.rootSha256()),
            word(line.issuerSerial()),
            end);
    bySerial.put(leaf.serial(), leaf);
    List<Leaf> leaves = byHolder.computeIfAbsent(holder, any -> new ArrayList<>(2));
    leaves.removeIf(old -> isOver(old, now));
    leaves.add(leaf);
    if (leaves.size() > 1 && leaves.get(leaves.size() - 2).number() > number) {
      leaves.sort(Comparator.comparingLong(Leaf::number));
    }
  }

  private String word(String text) {
    return words.computeIfAbsent(text, same -> same);
  }

  private void forgetExpired() {
    Instant now = clock.instant();
    if (now.isBefore(forgetAt)) {
      return;
    }
    forgetAt = now.plus(FORGETTING_PAUSE);
    bySerial.values().removeIf(leaf -> isOver(leaf, now));
    lastTokenByKey.values().removeIf(now::isAfter);
    byHolder
        .values()
        .removeIf(
            leaves -> {
              leaves.removeIf(leaf -> isOver(leaf, now));
              return leaves.isEmpty();
            });
    words.clear();
    byHolder
        .keySet()
        .forEach(
            holder -> {
              words.put(holder.agent(), holder.agent());
              words.put(holder.spiffeId(), holder.spiffeId());
              words.put(holder.entryId(), holder.entryId());
            });
  }

  private static boolean isOver(Leaf leaf, Instant now) {
    return now.isAfter(leaf.notAfter());
  }

  // The reader of the whole body would be right too; this runs once a line, ahead of the append.
  private static Instant neededUntil(String body) {
    int at = body.lastIndexOf("\"notAfter\":");
    if (at < 0) {
      return FOR_EVER;
    }
    long seconds = 0;
    for (int i = at + 11; i < body.length() && Character.isDigit(body.charAt(i)); i++) {
      seconds = seconds * 10 + body.charAt(i) - '0';
    }
    return Instant.ofEpochSecond(seconds);
  }

  private static String write(Line line) {
    try {
      return WRITER.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a line that has no JSON", e);
    }
  }

  private static Line read(long number, String body) {
    try {
      return READER.readValue(body);
    } catch (JsonProcessingException e) {
      throw new IssuanceException(
          "ca/unrecorded", "line " + number + " of the issuance journal is no issuance", e);
    }
  }
}
