package io.watchword.cli.quickstart;

import io.watchword.api.record.AuditRecord;
import io.watchword.platform.audit.AuditEntry;
import io.watchword.platform.audit.AuditLogException;
import io.watchword.platform.audit.AuditLogReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What a role has written into its audit log, for the steps to hold against what came back over
/// the socket.
final class Records {

  private final Path log;

  Records(Path log) {
    this.log = log;
  }

  /// The newest record of `type` that fits, waiting up to `limit` for it: the proxy writes
  /// asynchronously.
  <T extends AuditRecord> Optional<T> await(Class<T> type, Predicate<T> fits, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<T> found = newest(type, fits);
      if (found.isPresent() || System.nanoTime() > deadline) {
        return found;
      }
      Thread.sleep(100);
    }
  }

  <T extends AuditRecord> List<T> all(Class<T> type) {
    return read().stream()
        .map(AuditEntry::record)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private <T extends AuditRecord> Optional<T> newest(Class<T> type, Predicate<T> fits) {
    return all(type).stream().filter(fits).reduce((earlier, later) -> later);
  }

  private List<AuditEntry> read() {
    try (Stream<AuditEntry> entries = AuditLogReader.read(log)) {
      return entries.toList();
    } catch (AuditLogException e) {
      // Not written yet, or caught between two checkpoints; the next look sees more.
      return List.of();
    }
  }
}
