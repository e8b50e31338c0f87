package io.watchword.cli.policy;

import io.watchword.authz.compile.CompileSettings;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import io.watchword.authz.workspace.Workspace;
import io.watchword.authz.workspace.WorkspaceReader;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
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

  @Mixin private LanguageOptions language = new LanguageOptions();

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

  /// How `workspace` is compiled.
  CompileSettings settings(Workspace workspace) {
    return workspace.settings(language.settings());
  }

  /// The input document of `file`, or of stdin; empty where there is none.
  static Optional<Value> input(@Nullable Path file, boolean stdin) {
    try {
      if (stdin) {
        String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        return Optional.of(ValueJson.parse(text));
      }
      return file == null ? Optional.empty() : Optional.of(JsonFile.read(file));
    } catch (IllegalArgumentException e) {
      throw JsonFile.invalid(file == null ? Path.of("stdin") : file, e);
    } catch (IOException e) {
      throw new InvalidInputException(
          Diagnostic.error("authz/unreadable", "stdin cannot be read: " + e.getMessage())
              .withHelp("expected: JSON in UTF-8"));
    }
  }
}
