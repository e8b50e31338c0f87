package io.watchword.cli.bundle;

import io.watchword.bundles.RefusedBundleException;
import io.watchword.bundles.signature.BundleVerifier;
import io.watchword.bundles.signature.VerificationKeys;
import io.watchword.cli.output.OutputOptions;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bundle verify`: what an enforcer with these keys would say to a bundle.
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Check a bundle as enforcers do: one signature, by a key given, over every file. Exit codes:"
          + " 0 valid; 1 refused, with a code and",
      "a sentence."
    },
    footer = {"", "Example: watchword bundle verify --verification-key bundle.pub mesh.tar.gz"})
public final class VerifyCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The bundle.")
  private Path bundle = Path.of("bundle.tar.gz");

  @Option(
      names = "--verification-key",
      required = true,
      paramLabel = "KEY",
      description = "Public key in PEM; repeatable.")
  private List<Path> keys = List.of();

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    VerificationKeys trusted = BundleFiles.keys(keys);
    byte[] archive = BundleFiles.read(bundle);
    BundleVerdict verdict = verdict(archive, trusted);
    output.console().print(verdict, verdict::print);
    return verdict.valid() ? ExitCodes.DONE : ExitCodes.FAILED;
  }

  private static BundleVerdict verdict(byte[] archive, VerificationKeys trusted) {
    try {
      return BundleVerdict.of(new BundleVerifier().verify(archive, trusted));
    } catch (RefusedBundleException e) {
      return BundleVerdict.refused(archive, e);
    }
  }
}
