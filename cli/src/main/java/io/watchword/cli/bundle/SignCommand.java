package io.watchword.cli.bundle;

import io.watchword.bundles.build.BundleBuilder;
import io.watchword.bundles.build.SignedBundle;
import io.watchword.bundles.signature.BundleSigner;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `bundle sign`: a signature for a bundle that is there already.
@Command(
    name = "sign",
    mixinStandardHelpOptions = true,
    description = {
      "Sign a bundle as it is, such as one that `opa build` made, in place of any signature it"
          + " carries. Its policies are not",
      "compiled: `bundle build` does that."
    },
    footer = {
      "",
      "Example: watchword bundle sign -o signed.tar.gz --signing-key bundle.key bundle.tar.gz"
    })
public final class SignCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The bundle.")
  private Path bundle = Path.of("bundle.tar.gz");

  @Mixin private SigningOptions signing = new SigningOptions();

  @Override
  public Integer call() {
    BundleSigner signer = signing.signer();
    byte[] archive = BundleFiles.read(bundle);
    SignedBundle signed =
        BundleFiles.usable(
            () -> new BundleBuilder().sign(archive, signer),
            "no enforcer would take this bundle; build it anew with `watchword bundle build`");
    BundleFiles.write(signing.file(), signed.archive());
    MadeBundle made = MadeBundle.of(signing.file(), signed);
    signing.console().print(made, made::print);
    return ExitCodes.DONE;
  }
}
