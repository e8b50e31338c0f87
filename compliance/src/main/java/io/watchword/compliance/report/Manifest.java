package io.watchword.compliance.report;

import java.util.List;
import java.util.Optional;

/// `manifest.json`: what a report consists of and what it was computed from.
///
/// @param format name and version of this document
/// @param from start of the period, RFC 3339; `to` its end
/// @param mapping catalog and version of the table of controls
/// @param previous SHA-256 of the manifest of the report before, where one was given
public record Manifest(
    String format,
    String tool,
    String toolVersion,
    String trustDomain,
    String from,
    String to,
    long records,
    Mapping mapping,
    Optional<String> previous,
    List<File> files,
    List<Log> logs,
    List<Result> measures,
    List<Outcome> objectives) {

  /// Name of the file.
  public static final String NAME = "manifest.json";

  /// The value of `format` that this version writes and reads.
  public static final String FORMAT = "watchword-report/1";

  public Manifest {
    files = List.copyOf(files);
    logs = List.copyOf(logs);
    measures = List.copyOf(measures);
    objectives = List.copyOf(objectives);
  }

  /// The table of controls.
  public record Mapping(String catalog, String version, String date) {}

  /// @param path relative to the folder of the report
  /// @param sha256 lower-case hexadecimal
  public record File(String path, String sha256, long bytes) {}

  /// A log as it was when the report was made.
  ///
  /// @param problem empty if it verified
  public record Log(
      String source,
      String role,
      String origin,
      long size,
      String rootHash,
      String vkey,
      String checkpoint,
      boolean verified,
      String problem) {}

  /// What a measure came to.
  public record Result(String id, String status, long numerator, long denominator) {}

  /// What a control objective came to.
  public record Outcome(String id, String status) {}
}
