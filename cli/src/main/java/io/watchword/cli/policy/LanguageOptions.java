package io.watchword.cli.policy;

import io.watchword.authz.compile.CompileSettings;
import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.signature.Capabilities;
import io.watchword.authz.types.SchemaSet;
import io.watchword.authz.value.Value;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How Rego is read: options that all commands about policies share.
final class LanguageOptions {

  @Option(names = "--v0-compatible", description = "Modules are Rego v0.")
  private boolean v0;

  @Option(
      names = "--capabilities",
      paramLabel = "FILE",
      description = "What of the language is allowed, as OPA's capabilities file.")
  private @Nullable Path capabilities;

  @Option(
      names = {"-s", "--schema"},
      paramLabel = "PATH",
      description = "JSON schemas: a file for the input, or a folder that METADATA blocks name.")
  private @Nullable Path schemas;

  CompileSettings settings() {
    CompileSettings settings = CompileSettings.DEFAULT;
    if (v0) {
      settings = settings.withVersion(RegoVersion.V0).withCapabilities(Capabilities.STANDARD_V0);
    }
    if (capabilities != null) {
      try {
        settings = settings.withCapabilities(Capabilities.parse(JsonFile.text(capabilities)));
      } catch (IllegalArgumentException e) {
        throw JsonFile.invalid(capabilities, e);
      }
    }
    return schemas == null ? settings : settings.withSchemas(schemas(schemas));
  }

  private static SchemaSet schemas(Path path) {
    if (!Files.isDirectory(path)) {
      return SchemaSet.ofInput(JsonFile.read(path));
    }
    Map<List<String>, Value> all = new HashMap<>();
    try (Stream<Path> below = Files.walk(path)) {
      for (Path file : below.filter(Files::isRegularFile).toList()) {
        String name = path.relativize(file).toString().replace(File.separatorChar, '/');
        if (name.endsWith(".json")) {
          List<String> place = new ArrayList<>(SchemaSet.ROOT);
          place.addAll(
              Arrays.asList(name.substring(0, name.length() - ".json".length()).split("/", -1)));
          all.put(place, JsonFile.read(file));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new InvalidInputException(
          Diagnostic.error("authz/unreadable", "`" + path + "` cannot be read")
              .withHelp("expected: a JSON schema, or a folder with some"));
    }
    return new SchemaSet(all);
  }
}
