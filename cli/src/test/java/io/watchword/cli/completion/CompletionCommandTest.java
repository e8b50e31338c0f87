package io.watchword.cli.completion;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.cli.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class CompletionCommandTest {

  /// A small tree with one of everything.
  @Command(name = "watchword", subcommands = Noun.class)
  static final class Tree {
    @Option(names = "--version", description = "Show it. Then stop.")
    boolean version;
  }

  @Command(name = "noun", description = "Somebody's noun.")
  static final class Noun {
    @Command(name = "verb", description = "Do it.")
    int verb(
        @Option(names = {"-o", "--output"}) CompletionCommand.Shell shell,
        @Option(names = "--ttl") String ttl,
        @Option(names = "-f") Path file,
        @Option(names = "--gone", hidden = true) boolean gone,
        @Parameters Path[] paths) {
      return 0;
    }
  }

  @Test
  void fish_smallTree_completesVerbsOptionsChoicesAndFiles() {
    String script = FishScript.of(new CommandLine(new Tree()));
    assertThat(script.substring(script.indexOf("complete -c watchword -f")))
        .isEqualTo(
            """
            complete -c watchword -f
            complete -c watchword -n '__watchword_after' -a noun -d 'Somebody\\'s noun'
            complete -c watchword -n '__watchword_after' -l version -d 'Show it'
            complete -c watchword -n '__watchword_after noun' -a verb -d 'Do it'
            complete -c watchword -n '__watchword_below noun verb' -s o -l output -x -a 'bash zsh fish'
            complete -c watchword -n '__watchword_below noun verb' -l ttl -x
            complete -c watchword -n '__watchword_below noun verb' -s f -r -F
            complete -c watchword -n '__watchword_below noun verb' -F
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void completion_eachShell_knowsNounsVerbsAndRoles(String shell) {
    CommandRun run = CommandRun.of("completion", shell);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("signing-key", "simulate", "quickstart", "proxy", "rotate");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void bash_script_hasNoSyntaxErrors() throws IOException, InterruptedException {
    Process bash = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
    try (var script = bash.getOutputStream()) {
      script.write(CommandRun.of("completion", "bash").out().getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
  }

  @Test
  void completion_unknownShell_isWrongUsage() {
    CommandRun run = CommandRun.of("completion", "ksh");
    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err()).contains("bash, zsh, fish");
  }
}
