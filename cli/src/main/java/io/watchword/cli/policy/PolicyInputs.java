package io.watchword.cli.policy;

import io.watchword.authz.compile.CompileSettings;
import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.signature.Capabilities;
import io.watchword.authz.types.SchemaSet;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import io.watchword.authz.workspace.Workspace;
import io.watchword.authz.workspace.WorkspaceReader;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where modules, data and input come from: options that `eval`, `test` and `bench` share.
final class PolicyInputs {

  @Option(
      names = {"-d", "--data"},
      paramLabel = "PATH",
      description = "Modules and data: files and folders; `a.b:FILE` puts it under data.a.b.")
  private List<String> data = List.of();

  @Option(
      names = {"-b", "--bundle"},
      paramLabel = "DIR",
      description = "Bundles: folders or tar.gz.")
  private List<Path> bundles = List.of();

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

  Workspace workspace() {
    return WorkspaceReader.read(data, bundles);
  }

  List<String> dataAnd(List<String> more) {
    List<String> all = new ArrayList<>(data);
    all.addAll(more);
    return all;
  }

  List<Path> bundles() {
    return bundles;
  }

  CompileSettings settings() {
    CompileSettings settings = CompileSettings.DEFAULT;
    if (v0) {
      settings = settings.withVersion(RegoVersion.V0).withCapabilities(Capabilities.STANDARD_V0);
    }
    if (capabilities != null) {
      try {
        settings = settings.withCapabilities(Capabilities.parse(text(capabilities)));
      } catch (IllegalArgumentException e) {
        throw invalid(capabilities, e);
      }
    }
    return schemas == null ? settings : settings.withSchemas(schemas(schemas));
  }

  private static SchemaSet schemas(Path path) {
    if (!Files.isDirectory(path)) {
      return SchemaSet.ofInput(json(path));
    }
    Map<List<String>, Value> all = new HashMap<>();
    try (Stream<Path> below = Files.walk(path)) {
      for (Path file : below.filter(Files::isRegularFile).toList()) {
        String name = path.relativize(file).toString().replace(File.separatorChar, '/');
        if (name.endsWith(".json")) {
          List<String> place = new ArrayList<>(SchemaSet.ROOT);
          place.addAll(
              Arrays.asList(name.substring(0, name.length() - ".json".length()).split("/", -1)));
          all.put(place, json(file));
        }
      }
    } catch (IOException e) {
      throw new InvalidInputException(
          Diagnostic.error("authz/unreadable", "`" + path + "` cannot be read")
              .withHelp("expected: a JSON schema, or a folder with some"));
    }
    return new SchemaSet(all);
  }

  private static Value json(Path file) {
    try {
      return ValueJson.parse(text(file));
    } catch (IllegalArgumentException e) {
      throw invalid(file, e);
    }
  }

  /// The input document of `file`, or of stdin; empty where there is none.
  static Optional<Value> input(@Nullable Path file, boolean stdin) {
    try {
      if (stdin) {
        String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        return Optional.of(ValueJson.parse(text));
      }
      return file == null ? Optional.empty() : Optional.of(ValueJson.parse(text(file)));
    } catch (IllegalArgumentException e) {
      throw invalid(file == null ? Path.of("stdin") : file, e);
    } catch (IOException e) {
      throw new InvalidInputException(
          Diagnostic.error("authz/unreadable", "stdin cannot be read: " + e.getMessage()));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new InvalidInputException(
          Diagnostic.error(
                  "authz/unreadable",
                  "`" + file + "` cannot be read: " + e.getClass().getSimpleName())
              .withHelp("name a file in UTF-8 that is there"));
    }
  }

  private static InvalidInputException invalid(Path file, IllegalArgumentException why) {
    return new InvalidInputException(
        Diagnostic.error(
                "authz/data-json", "`" + file + "` is not what it should be: " + why.getMessage())
            .withHelp("expected: JSON"));
  }
}
