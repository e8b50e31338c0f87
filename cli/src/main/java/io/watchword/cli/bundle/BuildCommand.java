package io.watchword.cli.bundle;

import io.watchword.authz.build.CompiledPolicies;
import io.watchword.authz.build.PolicyCompiler;
import io.watchword.authz.build.PolicyFolders;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.bundles.build.SignedBundle;
import io.watchword.bundles.signature.BundleSigner;
import io.watchword.cli.output.Console;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bundle build`: the bundle that authz would serve.
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    description = {
      "Check and compile policies, and sign them as one bundle: byte for byte the one that authz"
          + " would serve for these folders with this key."
    },
    footer = {
      "",
      "Example: watchword bundle build -o mesh.tar.gz --signing-key bundle.key policies/"
    })
public final class BuildCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "Policy folders and files; tests (*_test.rego) are left out.")
  private List<Path> paths = List.of();

  @Mixin private SigningOptions signing = new SigningOptions();

  @Option(
      names = "--revision",
      paramLabel = "R",
      description = "Name of this state of the policies. Default: made from their content.")
  private @Nullable String revision;

  @Option(
      names = "--root-namespace",
      paramLabel = "NS",
      defaultValue = "istio-system",
      description = "Its YAML policies apply to the whole mesh. Default: ${DEFAULT-VALUE}.")
  private String rootNamespace = "istio-system";

  @Override
  public Integer call() {
    Console console = signing.console();
    BundleSigner signer = signing.signer();
    List<PolicyFile> files = new PolicyFolders(paths).read();
    CompiledPolicies compiled = new PolicyCompiler(rootNamespace).compile(files);
    compiled.warnings().forEach(console::error);
    String name = revision == null ? CompiledPolicies.revisionOf(files) : revision;
    SignedBundle bundle =
        BundleFiles.usable(
            () -> compiled.sign(files, name, signer), "see the file that the message names");
    BundleFiles.write(signing.file(), bundle.archive());
    MadeBundle made = MadeBundle.of(signing.file(), bundle);
    console.print(made, made::print);
    return ExitCodes.DONE;
  }
}
