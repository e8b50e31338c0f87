package io.watchword.platform.bootstrap.lifecycle;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/// The file in which a role says that it is ready and where it listens, for whoever started it with
/// port 0.
record ReadyFile(Path path) {

  /// Writes `{"role", "pid", "addresses"}`; a reader sees all of it or no file.
  void write(String role, long pid, Map<String, String> addresses) throws IOException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("role", role);
    document.put("pid", pid);
    document.put("addresses", addresses);
    Path unfinished = path.resolveSibling(path.getFileName() + ".tmp");
    Files.write(unfinished, new ObjectMapper().writeValueAsBytes(document));
    Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
  }

  void delete() throws IOException {
    Files.deleteIfExists(path);
  }
}
