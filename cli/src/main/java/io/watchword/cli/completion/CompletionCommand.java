package io.watchword.cli.completion;

import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `completion bash|zsh|fish`.
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Print a script that completes nouns, verbs, options and files in a shell.",
    footer = {
      "",
      "Example: source <(watchword completion bash)",
      "Example: watchword completion fish > ~/.config/fish/completions/watchword.fish"
    })
public final class CompletionCommand implements Callable<Integer> {

  /// A shell that can be served.
  public enum Shell {
    bash,
    zsh,
    fish
  }

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  private Shell shell = Shell.bash;

  private final Supplier<CommandLine> whole;

  /// @param whole makes the command with all its nouns
  public CompletionCommand(Supplier<CommandLine> whole) {
    this.whole = whole;
  }

  @Override
  public Integer call() {
    CommandLine watchword = RoleCommands.addTo(whole.get());
    String script =
        switch (shell) {
          // The script sets up bash's completion itself where zsh reads it.
          case bash, zsh -> AutoComplete.bash("watchword", watchword);
          case fish -> FishScript.of(watchword);
        };
    System.out.print(script);
    System.out.flush();
    return ExitCodes.DONE;
  }
}
