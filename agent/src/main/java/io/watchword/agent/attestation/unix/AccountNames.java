package io.watchword.agent.attestation.unix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Names of users or groups, from a file in the format of `/etc/passwd` or `/etc/group`; read again
/// when it changed. Names that only a directory service knows are not found. Thread-safe.
public final class AccountNames {

  private record Known(FileTime modified, Map<Integer, String> byId) {}

  private final Path file;
  private volatile Known known = new Known(FileTime.fromMillis(-1), Map.of());

  /// @param file `/etc/passwd` or `/etc/group`
  public AccountNames(Path file) {
    this.file = file;
  }

  /// The name of account `id`.
  public Optional<String> name(int id) {
    try {
      FileTime modified = Files.getLastModifiedTime(file);
      if (!modified.equals(known.modified())) {
        known = new Known(modified, read());
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.ofNullable(known.byId().get(id));
  }

  private Map<Integer, String> read() throws IOException {
    Map<Integer, String> byId = new TreeMap<>();
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      String[] fields = line.split(":", -1);
      if (fields.length < 3 || fields[0].isEmpty() || fields[0].startsWith("#")) {
        continue;
      }
      try {
        byId.putIfAbsent(Integer.parseUnsignedInt(fields[2]), fields[0]);
      } catch (NumberFormatException e) {
        // A line that nobody else could use either.
        continue;
      }
    }
    return Map.copyOf(byId);
  }
}
