package io.watchword.platform.bootstrap.config;

import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Reads a YAML 1.2 config file into a record: each key is a component, in kebab-case. Everything
/// that is wrong with the file is found in one go and thrown as one [InvalidInputException].
///
/// Types: `String`, `int`, `long`, `boolean`, `double`, `Duration` (`30s`), [ByteSize] (`16MiB`),
/// `Path` (relative to the file), `URI`, [HostPort], [UnixSocket], [SocketAddressText], enums
/// (kebab-case), `List`, `Map<String, T>`, records, any record with a static `parse(String)`,
/// `Optional` for what may be absent, and unions: a sealed interface of records is written `name`
/// for a record that needs no components and `{name: {...}}` for another; see [Inline] for more.
/// Limits and conditions: [Default], [AtLeast], [AtMost], [ExactlyOne], and an
/// `IllegalArgumentException` from a compact constructor.
///
/// Thread-safe: no state.
public final class ConfigReader {

  // A config is written by people; a megabyte is a mistake or an attack.
  private static final long MAX_BYTES = 1 << 20;

  private ConfigReader() {}

  /// Reads `file`.
  public static <R extends Record> R read(Path file, Class<R> shape) {
    return parse(file.toString(), text(file), shape);
  }

  /// Reads `text`, which stands in `file`: relative paths are resolved against its folder.
  public static <R extends Record> R parse(String file, String text, Class<R> shape) {
    ConfigSource source = new ConfigSource(file, text);
    Problems problems = new Problems(source);
    return new YamlDocument(source, problems)
        .root()
        .flatMap(root -> new RecordBinder(source, problems).bind(root, shape))
        .filter(_ -> problems.isEmpty())
        .orElseThrow(problems::toException);
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new InvalidInputException(
            Diagnostic.error(
                "platform/config-unreadable",
                "`" + file + "` has " + Files.size(file) + " bytes (expected: <= 1MiB)"));
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new InvalidInputException(
          Diagnostic.error("platform/config-unreadable", "`" + file + "` " + why(e))
              .withHelp("name a readable YAML file in UTF-8"));
    }
  }

  private static String why(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "does not exist";
      case CharacterCodingException _ -> "is not UTF-8 text";
      default -> "can not be read (" + e + ")";
    };
  }
}
