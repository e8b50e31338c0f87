package io.watchword.cli.output;

/// `--output`. Commands that know further formats (`sarif`, `junit`) declare an option of their
/// own.
public enum OutputFormat {
  text,
  json
}
