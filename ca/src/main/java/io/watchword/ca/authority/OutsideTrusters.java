package io.watchword.ca.authority;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.api.record.CaRecord;
import io.watchword.ca.journal.JournalLine;
import io.watchword.ca.journal.Ledger;
import io.watchword.ca.keys.UpstreamRoot;
import io.watchword.platform.audit.AuditLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/// Trusters that no agent reports: consumers of a bundle file that an operator registered, and
/// other trust domains that fetch our bundle. Thread-safe by one lock; each change is durable
/// before it counts.
///
/// A consumer trusts what was acknowledged for it last; the first export counts as in place, later
/// ones when they are acknowledged. Another trust domain trusts the bundle that it fetched last, or
/// one that was served for five of its refresh hints (SPIFFE Federation §4.1 lets it poll so).
public final class OutsideTrusters implements AutoCloseable {
  private static final int HINTS = 5;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final ObjectMapper JSON = new ObjectMapper();

  private enum Action {
    EXPORTED,
    ACKNOWLEDGED,
    FORGOTTEN,
    FEDERATED,
    FETCHED,
    UNFEDERATED,
    PUBLISHED
  }

  /// A line.
  ///
  /// @param digests of an export: of the bundle, and of the files it was written as
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Line(
      Action action,
      String name,
      List<String> digests,
      Set<String> roots,
      long sequence,
      long hintSeconds,
      String operator,
      String reason,
      long at) {}

  /// A bundle as somebody has it.
  private record Copy(List<String> digests, Set<String> roots, long sequence, Instant at) {

    static Copy none(Instant at) {
      return new Copy(List.of(""), Set.of(), 0, at);
    }
  }

  private static final class Consumer {
    private Copy inPlace;
    private final List<Copy> exported = new ArrayList<>();

    Consumer(Copy first) {
      this.inPlace = first;
    }
  }

  private static final class Domain {
    private Duration hint;
    private Copy fetched;

    Domain(Duration hint, Copy fetched) {
      this.hint = hint;
      this.fetched = fetched;
    }
  }

  private final TrustAnchors anchors;
  private final Ledger ledger;
  private final AuditLog audit;
  private final InstantSource clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, Consumer> consumers = new TreeMap<>();
  private final Map<String, Domain> domains = new TreeMap<>();
  private final List<Copy> published = new ArrayList<>();

  private OutsideTrusters(
      TrustAnchors anchors, Ledger ledger, AuditLog audit, InstantSource clock) {
    this.anchors = anchors;
    this.ledger = ledger;
    this.audit = audit;
    this.clock = clock;
    ledger.lines().forEach(line -> take(parse(line)));
  }

  /// What `ledger` holds.
  public static OutsideTrusters open(
      TrustAnchors anchors, Ledger ledger, AuditLog audit, InstantSource clock) {
    OutsideTrusters opened = new OutsideTrusters(anchors, ledger, audit, clock);
    ledger.onForeign(opened::follow);
    anchors.onChange(opened::notePublished);
    return opened;
  }

  /// Runs `listener` after each change, on the thread that made it.
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /// The present bundle goes to consumer `name`, who is a truster from now on.
  ///
  /// @param fileDigests SHA-256 of the files it is written as: acknowledged as well as the bundle's
  /// @return SHA-256 of the bundle
  /// @throws AuthorityException `ca/consumer-name`
  public String export(String name, List<String> fileDigests, String operator) {
    if (!NAME.matcher(name).matches()) {
      throw new AuthorityException(
          "ca/consumer-name",
          "consumer `"
              + name
              + "` (expected: up to 63 of a-z 0-9 . _ - that begin with none of"
              + " the last three)");
    }
    String digest = HexFormat.of().formatHex(anchors.bundle().sha256());
    List<String> digests = new ArrayList<>(List.of(digest));
    digests.addAll(fileDigests);
    write(line(Action.EXPORTED, name, digests, present().roots(), operator, ""));
    return digest;
  }

  /// Consumer `name` has an exported bundle in place.
  ///
  /// @param sha256 of that bundle, or of the file
  /// @throws AuthorityException `ca/truster-unknown`, `ca/bundle-unknown`
  public void acknowledge(String name, String sha256, String operator) {
    Copy copy;
    synchronized (this) {
      copy =
          consumer(name).exported.stream()
              .filter(exported -> exported.digests().contains(sha256))
              .reduce((before, last) -> last)
              .orElseThrow(
                  () ->
                      new AuthorityException(
                          "ca/bundle-unknown",
                          "no bundle with SHA-256 `"
                              + sha256
                              + "` was exported for `"
                              + name
                              + "` (export it first)"));
    }
    Line line = line(Action.ACKNOWLEDGED, name, copy.digests(), copy.roots(), operator, "");
    write(withSequence(line, copy.sequence()));
  }

  /// Nobody verifies with consumer `name`'s copy any more.
  ///
  /// @throws AuthorityException `ca/truster-unknown`, `ca/without-reason`
  public void forget(String name, String operator, String reason) {
    if (reason.isBlank()) {
      throw new AuthorityException(
          "ca/without-reason", "forgetting consumer `" + name + "` needs a reason");
    }
    synchronized (this) {
      consumer(name);
    }
    write(line(Action.FORGOTTEN, name, List.of(), Set.of(), operator, reason));
  }

  /// Trust domain `domain` fetches our bundle, at the latest every `hint`.
  public void federate(String domain, Duration hint, String operator) {
    Line line = line(Action.FEDERATED, domain, List.of(), Set.of(), operator, "");
    write(
        new Line(
            line.action(),
            line.name(),
            line.digests(),
            line.roots(),
            0,
            hint.toSeconds(),
            line.operator(),
            line.reason(),
            line.at()));
  }

  /// Trust domain `domain` fetched our present bundle.
  public void fetched(String domain) {
    Copy now = present();
    synchronized (this) {
      Domain known = domains.get(domain);
      // The same again is not worth a write.
      if (known == null || known.fetched.sequence() == now.sequence()) {
        return;
      }
    }
    write(line(Action.FETCHED, domain, now.digests(), now.roots(), "", ""));
  }

  /// Trust domain `domain` trusts us no more.
  public void unfederate(String domain, String operator) {
    write(line(Action.UNFEDERATED, domain, List.of(), Set.of(), operator, ""));
  }

  /// All of them, as gates judge them.
  public synchronized List<Truster> all() {
    List<Truster> all = new ArrayList<>();
    consumers.forEach(
        (name, consumer) -> all.add(truster(name, TrusterKind.STATIC, consumer.inPlace)));
    Instant now = clock.instant();
    domains.forEach(
        (name, domain) -> all.add(truster(name, TrusterKind.FEDERATED, newest(domain, now))));
    return all;
  }

  @Override
  public void close() {
    ledger.close();
  }

  private Copy newest(Domain domain, Instant now) {
    Instant served = now.minus(domain.hint.multipliedBy(HINTS));
    return published.stream()
        .filter(copy -> !copy.at().isAfter(served))
        .filter(copy -> copy.sequence() > domain.fetched.sequence())
        .reduce((before, last) -> last)
        .orElse(domain.fetched);
  }

  private static Truster truster(String name, TrusterKind kind, Copy copy) {
    TrusterReport report =
        new TrusterReport(
            name,
            kind,
            copy.digests().getFirst(),
            copy.sequence(),
            copy.roots(),
            List.of(),
            Map.of(),
            copy.at());
    return new Truster("", report, copy.at(), false, true);
  }

  private void notePublished() {
    Copy now = present();
    synchronized (this) {
      boolean isKnown = !published.isEmpty() && published.getLast().sequence() >= now.sequence();
      if (domains.isEmpty() || isKnown) {
        return;
      }
    }
    write(line(Action.PUBLISHED, "", now.digests(), now.roots(), "", ""));
  }

  private Copy present() {
    TrustState state = anchors.current();
    return new Copy(
        List.of(HexFormat.of().formatHex(anchors.bundle().sha256())),
        Set.copyOf(state.roots().stream().map(UpstreamRoot::sha256).toList()),
        state.sequence(),
        clock.instant());
  }

  private Consumer consumer(String name) {
    return Optional.ofNullable(consumers.get(name))
        .orElseThrow(
            () ->
                new AuthorityException(
                    "ca/truster-unknown", "no consumer `" + name + "` is registered"));
  }

  private Line line(
      Action action,
      String name,
      List<String> digests,
      Set<String> roots,
      String operator,
      String reason) {
    return new Line(
        action,
        name,
        digests,
        roots,
        anchors.current().sequence(),
        0,
        operator,
        reason,
        clock.instant().toEpochMilli());
  }

  private static Line withSequence(Line line, long sequence) {
    return new Line(
        line.action(),
        line.name(),
        line.digests(),
        line.roots(),
        sequence,
        line.hintSeconds(),
        line.operator(),
        line.reason(),
        line.at());
  }

  private void write(Line line) {
    audit.append(
        new CaRecord.OutsideTruster(
            line.action().name().toLowerCase(java.util.Locale.ROOT),
            line.name(),
            line.digests().isEmpty() ? "" : line.digests().getFirst(),
            line.sequence(),
            line.operator(),
            line.reason()));
    ledger.append(json(line));
    synchronized (this) {
      take(line);
    }
    listeners.forEach(Runnable::run);
  }

  private void follow(List<JournalLine> lines) {
    synchronized (this) {
      lines.forEach(line -> take(parse(line)));
    }
    listeners.forEach(Runnable::run);
  }

  private void take(Line line) {
    Copy copy =
        new Copy(line.digests(), line.roots(), line.sequence(), Instant.ofEpochMilli(line.at()));
    switch (line.action()) {
      case EXPORTED ->
          consumers.computeIfAbsent(line.name(), name -> new Consumer(copy)).exported.add(copy);
      case ACKNOWLEDGED ->
          Optional.ofNullable(consumers.get(line.name()))
              .ifPresent(consumer -> consumer.inPlace = copy);
      case FORGOTTEN -> consumers.remove(line.name());
      case FEDERATED ->
          domains.computeIfAbsent(
                      line.name(),
                      name -> new Domain(Duration.ZERO, Copy.none(Instant.ofEpochMilli(line.at()))))
                  .hint =
              Duration.ofSeconds(line.hintSeconds());
      case FETCHED ->
          Optional.ofNullable(domains.get(line.name())).ifPresent(domain -> domain.fetched = copy);
      case UNFEDERATED -> domains.remove(line.name());
      case PUBLISHED -> published.add(copy);
    }
  }

  private static String json(Line line) {
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a line that has no JSON", e);
    }
  }

  private static Line parse(JournalLine line) {
    try {
      return JSON.readValue(line.body(), Line.class);
    } catch (JsonProcessingException e) {
      throw new AuthorityException(
          "ca/authority-journal",
          "line " + line.number() + " of the journal of trusters outside" + " cannot be read",
          e);
    }
  }
}
