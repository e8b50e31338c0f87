package io.watchword.agent.attestation.unix;

import io.watchword.agent.attestation.LinuxHandles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SHA-256 of programs. Thread-safe.
///
/// A file is opened once and then known by its descriptor, so that what is measured is what is
/// read, even while the process changes its program. A digest is kept only for files that nobody
/// but root and the agent's user may write, and only under everything that changes with a write.
public final class ExecutableDigests implements AutoCloseable {
  // A write changes the change time, but in steps of a clock tick: two writes within one look
  // alike.
  // Nor does a write through a memory map that is dirty already: hence no cache for files of
  // others.

  private static final Logger log = LoggerFactory.getLogger(ExecutableDigests.class);
  private static final Duration UNCHANGED = Duration.ofSeconds(2);
  private static final int KEPT = 1024;
  private static final int WRITABLE_BY_OTHERS = 0022;

  private final long maxBytes;
  private final InstantSource clock;
  private final Duration patience;
  // Threads of the platform: a file system that hangs must not hold those that carry virtual ones.
  private final ExecutorService readers =
      Executors.newFixedThreadPool(
          2, Thread.ofPlatform().daemon().name("executable-digest-", 0).factory());
  private final Map<Version, String> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Version, String> eldest) {
          return size() > KEPT;
        }
      };

  private record Version(
      long device,
      long inode,
      long size,
      FileTime modified,
      FileTime changed,
      int owner,
      int mode) {

    boolean isWritableByOthersThan(int user) {
      return owner != 0 && owner != user || (mode & WRITABLE_BY_OTHERS) != 0;
    }
  }

  /// @param maxBytes larger programs are not read
  /// @param patience how long to wait for a file
  public ExecutableDigests(long maxBytes, Duration patience, InstantSource clock) {
    this.maxBytes = maxBytes;
    this.patience = patience;
    this.clock = clock;
  }

  /// Digest of what `executable` leads to, in lower-case hexadecimal; empty, and a line in the log,
  /// where it cannot be told.
  public Optional<String> sha256(Path executable) {
    CompletableFuture<String> digest =
        CompletableFuture.supplyAsync(() -> read(executable), readers);
    try {
      return Optional.of(digest.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (TimeoutException e) {
      return unknown(executable, "it could not be read within " + patience.toMillis() + "ms");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return unknown(executable, cause == null ? e.toString() : String.valueOf(cause.getMessage()));
    }
  }

  /// How many digests are kept.
  int kept() {
    synchronized (known) {
      return known.size();
    }
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }

  private String read(Path executable) {
    OptionalInt descriptor = LinuxHandles.open(executable.toString());
    if (descriptor.isEmpty()) {
      throw new IllegalStateException("it cannot be opened");
    }
    try {
      return read(descriptor.getAsInt());
    } catch (IOException e) {
      throw new IllegalStateException("it cannot be read: " + e, e);
    } finally {
      LinuxHandles.close(descriptor.getAsInt());
    }
  }

  private String read(int descriptor) throws IOException {
    Path file = Path.of("/proc/self/fd/" + descriptor);
    if (!Files.isRegularFile(file)) {
      throw new IllegalStateException("it is no ordinary file");
    }
    Version version = version(file);
    if (version.size() > maxBytes) {
      throw new IllegalStateException(
          "it has " + version.size() + " bytes (workload-size-limit: " + maxBytes + ")");
    }
    boolean isKeepable = isKeepable(version);
    synchronized (known) {
      String kept = isKeepable ? known.get(version) : null;
      if (kept != null) {
        return kept;
      }
    }
    String digest = digest(file);
    if (!version(file).equals(version)) {
      throw new IllegalStateException("it was written to while it was read");
    }
    if (isKeepable) {
      synchronized (known) {
        known.put(version, digest);
      }
    }
    return digest;
  }

  private boolean isKeepable(Version version) {
    return !version.isWritableByOthersThan(ProcessOwner.UID)
        && version.changed().toInstant().plus(UNCHANGED).isBefore(clock.instant());
  }

  private static Version version(Path file) throws IOException {
    Map<String, Object> all =
        Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime,ctime,uid,mode");
    return new Version(
        get(all, "dev", Long.class),
        get(all, "ino", Long.class),
        get(all, "size", Long.class),
        get(all, "lastModifiedTime", FileTime.class),
        get(all, "ctime", FileTime.class),
        get(all, "uid", Integer.class),
        get(all, "mode", Integer.class));
  }

  private static <T> T get(Map<String, Object> all, String name, Class<T> type) {
    return type.cast(Objects.requireNonNull(all.get(name), name));
  }

  private String digest(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream digesting = new DigestInputStream(in, sha256())) {
      long read = 0;
      byte[] buffer = new byte[64 * 1024];
      for (int count = digesting.read(buffer); count >= 0; count = digesting.read(buffer)) {
        read += count;
        // It may grow under our hands.
        if (read > maxBytes) {
          throw new IllegalStateException("it has more than " + maxBytes + " bytes");
        }
      }
      return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }

  private static Optional<String> unknown(Path executable, String why) {
    log.atWarn()
        .addKeyValue("executable", executable)
        .log("program not measured, entries that need its sha256 do not fit it: {}", why);
    return Optional.empty();
  }

  /// The user that this JVM runs as.
  private static final class ProcessOwner {
    static final int UID = uid();

    private static int uid() {
      try {
        return version(Path.of("/proc/self")).owner();
      } catch (IOException e) {
        throw new IllegalStateException("/proc/self", e);
      }
    }
  }
}
