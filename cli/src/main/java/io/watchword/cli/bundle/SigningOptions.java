package io.watchword.cli.bundle;

import io.watchword.bundles.signature.BundleSigner;
import io.watchword.cli.output.Console;
import io.watchword.cli.output.OutputFormat;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// Options of commands that write a signed bundle; a picocli mix-in. As with compilers `-o` is the
/// file here, so the form of the result has its long name only.
final class SigningOptions {

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "FILE",
      description = "The bundle to write, a tar.gz.")
  private Path file = Path.of("bundle.tar.gz");

  @Option(
      names = "--signing-key",
      required = true,
      paramLabel = "KEY",
      description = "Private key, P-256 or P-384, PKCS#8 PEM.")
  private Path key = Path.of("bundle.key");

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "Form of the result: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private OutputFormat format = OutputFormat.text;

  @Option(names = "--quiet", description = "No notes on stderr; errors still.")
  private boolean quiet;

  Path file() {
    return file;
  }

  BundleSigner signer() {
    return BundleFiles.signer(key);
  }

  Console console() {
    return new Console(format, quiet, false, System.out, System.err);
  }
}
