package io.watchword.cli.registration;

import io.watchword.cli.output.OutputOptions;
import io.watchword.cli.running.RunningOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `entry apply`.
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: watchword entry apply -f entries/ --source shop"},
    description =
        "Make the entries what files say: prints the difference, then creates, updates and"
            + " deletes.")
final class ApplyCommand implements Callable<Integer> {

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "PATH",
      description = "YAML file with `entries:`, or a folder of such files.")
  private Path path = Path.of("");

  @Mixin private EntrySet set = new EntrySet();
  @Mixin private RunningOptions running = new RunningOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    return set.apply(EntryFiles.read(path), running, output);
  }
}
