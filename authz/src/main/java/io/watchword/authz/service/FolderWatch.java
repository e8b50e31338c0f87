package io.watchword.authz.service;

import io.watchword.authz.build.PolicyFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices that policies may have changed. The kernel tells of saves, renames and new folders
/// within milliseconds; what it does not tell (links to elsewhere, network file systems, a full
/// event queue) a scan finds a second later.
///
/// Runs on a thread of its own, which also calls the listener.
final class FolderWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FolderWatch.class);

  /// So that an editor's three events, or a checkout's thousand, are one change.
  private static final Duration QUIET = Duration.ofMillis(100);

  private static final Duration LONGEST_WAIT_FOR_QUIET = Duration.ofSeconds(1);
  private static final Duration SCAN = Duration.ofSeconds(1);

  private final PolicyFolders folders;
  private final Runnable onChange;
  private final WatchService watch;
  private final Map<Path, WatchKey> keys = new HashMap<>();
  private final Thread thread;
  private List<String> stamp;

  private FolderWatch(PolicyFolders folders, Runnable onChange, WatchService watch) {
    this.folders = folders;
    this.onChange = onChange;
    this.watch = watch;
    this.stamp = folders.stamp();
    this.thread = Thread.ofPlatform().name("policy-watch").daemon().unstarted(this::run);
  }

  /// Starts watching.
  ///
  /// @param onChange called after each burst of changes, also for those that come to nothing; what
  ///   it throws is logged
  static FolderWatch start(PolicyFolders folders, Runnable onChange) {
    WatchService service;
    try {
      service = FileSystems.getDefault().newWatchService();
    } catch (IOException e) {
      throw new UncheckedIOException("policy folders cannot be watched", e);
    }
    var watch = new FolderWatch(folders, onChange, service);
    watch.watchFolders();
    watch.thread.start();
    return watch;
  }

  @Override
  public void close() {
    try {
      watch.close();
      if (!Thread.currentThread().equals(thread)) thread.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        boolean told = drained(watch.poll(SCAN.toMillis(), TimeUnit.MILLISECONDS));
        if (told) awaitQuiet();
        List<String> now = folders.stamp();
        if (!told && now.equals(stamp)) continue;
        stamp = now;
        watchFolders();
        tell();
      }
    } catch (ClosedWatchServiceException e) {
      // Closed: this is the end of the thread.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitQuiet() throws InterruptedException {
    long end = System.nanoTime() + LONGEST_WAIT_FOR_QUIET.toNanos();
    while (System.nanoTime() < end) {
      if (!drained(watch.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS))) return;
    }
  }

  private static boolean drained(@Nullable WatchKey key) {
    if (key == null) return false;
    key.pollEvents();
    key.reset();
    return true;
  }

  private void watchFolders() {
    var wanted = new HashSet<>(folders.folders());
    keys.entrySet().removeIf(entry -> !entry.getValue().isValid());
    for (Path folder : wanted) {
      if (keys.containsKey(folder)) continue;
      try {
        keys.put(
            folder,
            folder.register(
                watch,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE));
      } catch (IOException e) {
        log.atWarn()
            .addKeyValue("folder", folder)
            .addKeyValue("why", e.toString())
            .log("policy folder is scanned only");
      }
    }
  }

  private void tell() {
    try {
      onChange.run();
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("policies could not be looked at");
      // So that the next scan finds a difference and tries again.
      stamp = List.of();
    }
  }
}
