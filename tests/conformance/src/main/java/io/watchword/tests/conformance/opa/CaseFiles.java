package io.watchword.tests.conformance.opa;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.encoding.YamlDocument;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/// Cases in files, folders (searched deeply) and archives, JSON or YAML. Stateless.
final class CaseFiles {

  private CaseFiles() {}

  /// @throws IOException naming the file that cannot be read
  static List<OpaCase> read(Path path) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    if (Files.isDirectory(path)) {
      try (Stream<Path> below = Files.walk(path)) {
        for (Path file : below.filter(Files::isRegularFile).sorted().toList()) {
          if (holdsCases(file.toString())) {
            files.put(file.toString(), Files.readAllBytes(file));
          }
        }
      }
    } else if (path.toString().endsWith(".tar.gz") || path.toString().endsWith(".tgz")) {
      readArchive(path, files);
    } else {
      files.put(path.toString(), Files.readAllBytes(path));
    }
    List<OpaCase> cases = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (!isAlsoJson(file.getKey(), files)) {
        addFile(file.getKey(), file.getValue(), cases);
      }
    }
    return cases;
  }

  private static boolean holdsCases(String name) {
    return name.endsWith(".json") || name.endsWith(".yaml") || name.endsWith(".yml");
  }

  // OPA's archive holds one file in both spellings; its cases are no others.
  private static boolean isAlsoJson(String name, Map<String, byte[]> files) {
    return !name.endsWith(".json")
        && files.containsKey(name.substring(0, name.lastIndexOf('.')) + ".json");
  }

  private static void readArchive(Path path, Map<String, byte[]> files) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(path));
        TarArchiveInputStream archive =
            new TarArchiveInputStream(new GzipCompressorInputStream(file, true))) {
      TarArchiveEntry entry = archive.getNextEntry();
      while (entry != null) {
        if (entry.isFile() && holdsCases(entry.getName())) {
          files.put(entry.getName(), archive.readAllBytes());
        }
        entry = archive.getNextEntry();
      }
    }
  }

  private static void addFile(String name, byte[] content, List<OpaCase> cases) throws IOException {
    try {
      Value document = document(name, new String(content, StandardCharsets.UTF_8));
      if (document instanceof ObjectValue object
          && object.get(new StringValue("cases")) instanceof ArrayValue list) {
        for (Value one : list.items()) {
          if (one instanceof ObjectValue fields) {
            cases.add(new OpaCase(name, fields));
          }
        }
      }
    } catch (IllegalArgumentException | BuiltinFailedException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  private static Value document(String name, String text) {
    return name.endsWith(".json") ? ValueJson.parse(text) : YamlDocument.parse(text);
  }
}
