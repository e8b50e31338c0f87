package io.watchword.platform.bootstrap.lifecycle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/// The file in which a role says that it is ready and where it listens, for whoever started it with
/// port 0.
record ReadyFile(Path path) {

  /// Writes `{"role", "pid", "addresses"}`; a reader sees all of it or no file.
  void write(String role, long pid, Map<String, String> addresses) throws IOException {
    Path unfinished = path.resolveSibling(path.getFileName() + ".tmp");
    Files.write(unfinished, json(role, pid, addresses));
    Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
  }

  void delete() throws IOException {
    Files.deleteIfExists(path);
  }

  // Without data binding, which a role does not load to start.
  private static byte[] json(String role, long pid, Map<String, String> addresses)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("role", role);
      json.writeNumberField("pid", pid);
      json.writeObjectFieldStart("addresses");
      for (Map.Entry<String, String> address : addresses.entrySet()) {
        json.writeStringField(address.getKey(), address.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    return out.toByteArray();
  }
}
