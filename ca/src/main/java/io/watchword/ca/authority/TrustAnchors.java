package io.watchword.ca.authority;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.api.record.CaRecord;
import io.watchword.ca.journal.JournalLine;
import io.watchword.ca.journal.Ledger;
import io.watchword.ca.keys.Certificates;
import io.watchword.ca.keys.UpstreamRoot;
import io.watchword.identity.bundle.JwtBundle;
import io.watchword.identity.bundle.SpiffeBundle;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.platform.audit.AuditLog;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/// The trust bundle, its sequence, and which root and which JWT key sign. Thread-safe: one volatile
/// snapshot; changes take a lock.
///
/// The ledger has each change before anyone sees it, so the sequence never goes back, whatever
/// crashes. What another CA changes counts here as soon as the ledger tells of it.
public final class TrustAnchors implements AutoCloseable {
  private static final Duration REFRESH_HINT = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Line(
      long sequence,
      List<RootLine> roots,
      String active,
      List<JwtKeyLine> jwtKeys,
      String activeJwt) {

    /// Lines from before there were JWT keys name none.
    Line {
      jwtKeys = Objects.requireNonNullElse(jwtKeys, List.of());
      activeJwt = Objects.requireNonNullElse(activeJwt, "");
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  record JwtKeyLine(String id, String key, String algorithm, long notAfter) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record RootLine(String name, String certificate) {}

  private final TrustDomain trustDomain;
  private final Ledger ledger;
  private final AuditLog audit;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile TrustState state;
  private volatile TrustBundles bundles;

  private TrustAnchors(TrustDomain trustDomain, Ledger ledger, AuditLog audit) {
    this.trustDomain = trustDomain;
    this.ledger = ledger;
    this.audit = audit;
    TrustState read = TrustState.none();
    for (JournalLine line : ledger.lines()) {
      read = next(read, parse(line.body()));
    }
    this.state = read;
    this.bundles = TrustBundles.of(bundle(read));
  }

  /// What `ledger` holds.
  public static TrustAnchors open(TrustDomain trustDomain, Ledger ledger, AuditLog audit) {
    TrustAnchors anchors = new TrustAnchors(trustDomain, ledger, audit);
    ledger.onForeign(anchors::follow);
    return anchors;
  }

  /// All of it, now.
  public TrustState current() {
    return state;
  }

  /// The bundle, now.
  public X509Bundle bundle() {
    return bundles.get(trustDomain).orElseThrow();
  }

  /// The same, as validators want it.
  public TrustBundles bundles() {
    return bundles;
  }

  /// The bundle with the keys for JWT-SVIDs, now: what others are told of this trust domain.
  public SpiffeBundle whole() {
    TrustState now = state;
    Map<String, PublicKey> keys = new LinkedHashMap<>();
    now.jwtKeys().forEach(key -> keys.put(key.keyId(), key.publicKey()));
    return new SpiffeBundle(bundle(now), new JwtBundle(trustDomain, keys));
  }

  /// Runs `listener` after each change, on the thread that made it.
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /// Adds `root` to the bundle; nothing happens where it is in it.
  public void trust(UpstreamRoot root) {
    change(
        () -> {
          if (state.trusted(root.sha256()).isPresent()) {
            return false;
          }
          List<UpstreamRoot> roots = new ArrayList<>(state.roots());
          roots.add(root);
          writeRoots(state.sequence() + 1, roots, state.active());
          return true;
        });
  }

  /// Takes the root with `sha256` out of the bundle; nothing happens where it is not in it.
  public void distrust(String sha256) {
    change(
        () -> {
          if (state.trusted(sha256).isEmpty()) {
            return false;
          }
          // INVARIANT: what signs is trusted.
          if (state.active().equals(sha256)) {
            throw new AuthorityException(
                "ca/root-active", "root `" + sha256 + "` is the one that signs");
          }
          List<UpstreamRoot> roots =
              state.roots().stream().filter(root -> !root.sha256().equals(sha256)).toList();
          writeRoots(state.sequence() + 1, roots, state.active());
          return true;
        });
  }

  /// From now on the trusted root with `sha256` signs.
  public void activate(String sha256) {
    change(
        () -> {
          if (state.active().equals(sha256)) {
            return false;
          }
          // INVARIANT: nothing signs under a root that is not published.
          if (state.trusted(sha256).isEmpty()) {
            throw new AuthorityException("ca/root-unknown", "root `" + sha256 + "` is not trusted");
          }
          writeRoots(state.sequence(), state.roots(), sha256);
          return true;
        });
  }

  /// What an emergency exchanges in one step.
  ///
  /// @param oldJwt id of the JWT key that goes; empty for none
  public record Replacement(
      String oldRoot, UpstreamRoot newRoot, String oldJwt, Optional<JwtKey> newJwt) {}

  /// Puts what is new in place of what is old, and lets it sign, all in one bundle: nobody ever
  /// sees one without a root, or one with both. Nothing happens where it is done.
  public void replace(Replacement by) {
    change(
        () -> {
          boolean isDone =
              state.active().equals(by.newRoot().sha256())
                  && state.trusted(by.oldRoot()).isEmpty()
                  && state.jwtKey(by.oldJwt()).isEmpty();
          if (isDone) {
            return false;
          }
          List<UpstreamRoot> roots =
              new ArrayList<>(
                  state.roots().stream()
                      .filter(root -> !root.sha256().equals(by.oldRoot()))
                      .filter(root -> !root.sha256().equals(by.newRoot().sha256()))
                      .toList());
          roots.add(by.newRoot());
          List<JwtKey> keys =
              new ArrayList<>(
                  state.jwtKeys().stream()
                      .filter(key -> !key.keyId().equals(by.oldJwt()))
                      .filter(key -> by.newJwt().filter(key::equals).isEmpty())
                      .toList());
          by.newJwt().ifPresent(keys::add);
          write(
              new Line(
                  state.sequence() + 1,
                  lines(roots),
                  by.newRoot().sha256(),
                  jwtLines(keys),
                  by.newJwt().map(JwtKey::keyId).orElse(state.activeJwt())));
          return true;
        });
  }

  /// Adds `key` to what verifies JWT-SVIDs; nothing happens where it is there.
  public void trustJwt(JwtKey key) {
    change(
        () -> {
          if (state.jwtKey(key.keyId()).isPresent()) {
            return false;
          }
          List<JwtKey> keys = new ArrayList<>(state.jwtKeys());
          keys.add(key);
          writeJwt(state.sequence() + 1, keys, state.activeJwt());
          return true;
        });
  }

  /// Takes the JWT key called `keyId` out of the bundle; nothing happens where it is not in it.
  public void distrustJwt(String keyId) {
    change(
        () -> {
          if (state.jwtKey(keyId).isEmpty()) {
            return false;
          }
          // INVARIANT: what signs is trusted.
          if (state.activeJwt().equals(keyId)) {
            throw new AuthorityException(
                "ca/jwt-key-active", "JWT key `" + keyId + "` is the one that signs");
          }
          List<JwtKey> keys =
              state.jwtKeys().stream().filter(key -> !key.keyId().equals(keyId)).toList();
          writeJwt(state.sequence() + 1, keys, state.activeJwt());
          return true;
        });
  }

  /// From now on the trusted JWT key called `keyId` signs.
  public void activateJwt(String keyId) {
    change(
        () -> {
          if (state.activeJwt().equals(keyId)) {
            return false;
          }
          // INVARIANT: nothing signs with a key that is not published.
          if (state.jwtKey(keyId).isEmpty()) {
            throw new AuthorityException(
                "ca/jwt-key-unknown", "JWT key `" + keyId + "` is not trusted");
          }
          writeJwt(state.sequence(), state.jwtKeys(), keyId);
          return true;
        });
  }

  @Override
  public void close() {
    ledger.close();
  }

  private void writeRoots(long sequence, List<UpstreamRoot> roots, String active) {
    write(new Line(sequence, lines(roots), active, jwtLines(state.jwtKeys()), state.activeJwt()));
  }

  private void writeJwt(long sequence, List<JwtKey> keys, String active) {
    write(new Line(sequence, lines(state.roots()), state.active(), jwtLines(keys), active));
  }

  private void write(Line line) {
    TrustState changed = next(state, line);
    X509Bundle bundle = bundle(changed);
    if (changed.sequence() != state.sequence()) {
      audit.append(
          new CaRecord.TrustPublished(
              changed.sequence(),
              HexFormat.of().formatHex(bundle.sha256()),
              changed.roots().stream().map(UpstreamRoot::sha256).toList(),
              changed.jwtKeys().stream().map(JwtKey::keyId).toList()));
    }
    ledger.append(json(line));
    synchronized (this) {
      state = changed;
      bundles = TrustBundles.of(bundle);
    }
  }

  private void follow(List<JournalLine> lines) {
    synchronized (this) {
      for (JournalLine line : lines) {
        state = next(state, parse(line.body()));
      }
      bundles = TrustBundles.of(bundle(state));
    }
    listeners.forEach(Runnable::run);
  }

  // Decided and written while nobody else does, or two CAs could both go on from one sequence.
  private void change(BooleanSupplier decision) {
    if (ledger.exclusively(decision::getAsBoolean)) {
      listeners.forEach(Runnable::run);
    }
  }

  private static TrustState next(TrustState before, Line line) {
    List<UpstreamRoot> roots = line.roots().stream().map(TrustAnchors::root).toList();
    List<UpstreamRoot> retired = new ArrayList<>(before.retired());
    before.roots().stream().filter(root -> !roots.contains(root)).forEach(retired::add);
    retired.removeAll(roots);
    return new TrustState(
        line.sequence(),
        roots,
        retired,
        line.active(),
        line.jwtKeys().stream().map(TrustAnchors::jwtKey).toList(),
        line.activeJwt());
  }

  private X509Bundle bundle(TrustState of) {
    List<X509Certificate> roots = of.roots().stream().map(UpstreamRoot::certificate).toList();
    return new X509Bundle(
        trustDomain, roots, OptionalLong.of(of.sequence()), Optional.of(REFRESH_HINT));
  }

  private static UpstreamRoot root(RootLine line) {
    return new UpstreamRoot(
        line.name(), Certificates.parse(Base64.getDecoder().decode(line.certificate())));
  }

  private static List<RootLine> lines(List<UpstreamRoot> roots) {
    return roots.stream()
        .map(root -> new RootLine(root.name(), Base64.getEncoder().encodeToString(der(root))))
        .toList();
  }

  private static JwtKey jwtKey(JwtKeyLine line) {
    return new JwtKey(
        line.id(), line.key(), line.algorithm(), Instant.ofEpochSecond(line.notAfter()));
  }

  private static List<JwtKeyLine> jwtLines(List<JwtKey> keys) {
    return keys.stream()
        .map(
            key ->
                new JwtKeyLine(
                    key.keyId(), key.info(), key.algorithm(), key.notAfter().getEpochSecond()))
        .toList();
  }

  private static byte[] der(UpstreamRoot root) {
    try {
      return root.certificate().getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a root without an encoding", e);
    }
  }

  private static String json(Line line) {
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a line that has no JSON", e);
    }
  }

  private static Line parse(String body) {
    try {
      return JSON.readValue(body, Line.class);
    } catch (JsonProcessingException e) {
      throw new AuthorityException(
          "ca/authority-journal", "a line of the trust journal cannot be read", e);
    }
  }
}
