package io.watchword.agent.store;

import io.watchword.agent.node.RegisteredEntry.Delivery;
import io.watchword.agent.svid.EntryState;
import io.watchword.agent.svid.IssuedSvid;
import io.watchword.agent.svid.MeshTrust;
import io.watchword.agent.svid.SvidSnapshot;
import io.watchword.identity.bundle.BundlePem;
import io.watchword.identity.x509.Pem;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SVIDs of entries with `store_svid`, as PEM files in `DIRECTORY/NAME/`: `svid.pem`, `svid.key`,
/// `bundle.pem`, and `bundle.TRUST_DOMAIN.pem` for each foreign trust domain that the entry
/// federates with. NAME is the entry's hint, or its id where the hint makes no file name.
///
/// Thread-safe. Files are written on `executor`, one refresh at a time.
public final class SvidStore {

  private static final Logger log = LoggerFactory.getLogger(SvidStore.class);

  private final StoreFolder folder;
  private final Executor executor;
  private final InstantSource clock;
  private final Supplier<SvidSnapshot> snapshots;
  private final AtomicBoolean due = new AtomicBoolean();
  // By name: what its files say.
  private final Map<String, Map<String, String>> written = new HashMap<>();
  private long versions;

  private SvidStore(
      StoreFolder folder,
      Executor executor,
      InstantSource clock,
      Supplier<SvidSnapshot> snapshots) {
    this.folder = folder;
    this.executor = executor;
    this.clock = clock;
    this.snapshots = snapshots;
  }

  /// A store in `directory`.
  ///
  /// @param executor may block
  /// @param snapshots what is held now
  /// @throws SvidStoreException where the folder cannot be used
  public static SvidStore open(
      Path directory, Executor executor, InstantSource clock, Supplier<SvidSnapshot> snapshots) {
    return new SvidStore(StoreFolder.open(directory), executor, clock, snapshots);
  }

  /// Something changed: the files follow soon. Does not block.
  public void refreshSoon() {
    if (due.compareAndSet(false, true)) {
      executor.execute(
          () -> {
            due.set(false);
            refresh();
          });
    }
  }

  /// Takes every set away: the agent may not speak for anybody any more.
  public synchronized void clear() {
    folder.names().forEach(folder::remove);
    written.clear();
  }

  private synchronized void refresh() {
    SvidSnapshot now = snapshots.get();
    if (now.trust().isEmpty()) {
      // Nothing heard yet: what an agent before us left may still be valid.
      return;
    }
    try {
      write(now, now.trust().get(), clock.instant());
    } catch (SvidStoreException e) {
      log.atError().addKeyValue("code", e.code()).log("svids not stored: {}", e.getMessage());
    }
  }

  private void write(SvidSnapshot now, MeshTrust trust, Instant instant) {
    Set<String> wanted = new HashSet<>();
    for (EntryState state : now.entries()) {
      if (state.entry().delivery() != Delivery.STORED) {
        continue;
      }
      String name = name(state, wanted);
      wanted.add(name);
      Optional<IssuedSvid> valid = state.valid(instant);
      if (valid.isEmpty()) {
        // Awaited: what is there stays. Expired: it does not.
        if (!state.awaited()) {
          wanted.remove(name);
        }
        continue;
      }
      Map<String, String> files = files(state, valid.get(), trust);
      if (!files.equals(written.get(name))) {
        folder.put(name, valid.get().svid().serial() + "-" + versions++, files);
        written.put(name, files);
        log.atInfo()
            .addKeyValue("spiffe_id", valid.get().svid().id())
            .addKeyValue("name", name)
            .log("svid stored");
      }
    }
    for (String name : folder.names()) {
      if (!wanted.contains(name)) {
        folder.remove(name);
        written.remove(name);
      }
    }
  }

  private static Map<String, String> files(EntryState state, IssuedSvid issued, MeshTrust trust) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("svid.pem", issued.svid().certificatePem());
    files.put("svid.key", Pem.print("PRIVATE KEY", issued.svid().key().getEncoded()));
    files.put("bundle.pem", BundlePem.print(trust.own().x509()));
    state
        .entry()
        .federatesWith()
        .forEach(
            domain ->
                Optional.ofNullable(trust.federated().get(domain))
                    .ifPresent(
                        foreign ->
                            files.put(
                                "bundle." + domain.name() + ".pem",
                                BundlePem.print(foreign.x509()))));
    return files;
  }

  private static String name(EntryState state, Set<String> taken) {
    String hint = state.entry().hint();
    return isFileName(hint) && !taken.contains(hint) ? hint : fileName(state.entry().id());
  }

  private static boolean isFileName(String text) {
    return text.matches("[a-zA-Z0-9_-][a-zA-Z0-9._-]{0,99}");
  }

  private static String fileName(String id) {
    return isFileName(id) ? id : "entry-" + Integer.toHexString(id.hashCode());
  }
}
