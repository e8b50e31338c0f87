package io.watchword.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {

  private static final Pattern EXAMPLE =
      Pattern.compile("Example: .*?\\bwatchword ((?:[^\n\\\\>)]|\\\\\n)*)");

  /// Made once: it takes its time.
  private static final CommandLine WHOLE = WatchwordMain.whole();

  static Stream<String> commands() {
    List<String> paths = new ArrayList<>();
    collect(WHOLE, "", paths);
    return paths.stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_everyCommand_hasAnExampleThatParses(String path) {
    CommandLine command = WHOLE;
    for (String word : words(path)) {
      command = command.getSubcommands().get(word);
    }
    // Not the whole help: that is wrapped to the terminal's width.
    String help = String.join("\n", command.getCommandSpec().usageMessage().footer());
    List<String> examples = examples(help);
    assertThat(examples).as(help).isNotEmpty();
    for (String example : examples) {
      assertThat(example).startsWith(path);
      assertThatCode(() -> WHOLE.parseArgs(words(example))).as(example).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_everyCommand_isPrintedAndDone(String path) {
    List<String> arguments = new ArrayList<>(List.of(words(path)));
    arguments.add("--help");
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: watchword " + path);
  }

  @Test
  void run_nothing_printsHelpAndIsWrongUsage() {
    CommandRun run = CommandRun.of();
    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Usage: watchword").contains("quickstart");
  }

  @Test
  void run_unknownNoun_isWrongUsageWithASuggestion() {
    CommandRun run = CommandRun.of("polcy");
    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err()).contains("`polcy`".replace("`", "'")).contains("policy");
  }

  @Test
  void run_nounAlone_isWrongUsageWithHelp() {
    CommandRun run = CommandRun.of("bundle");
    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err())
        .startsWith("watchword: ")
        .endsWith("help: run `watchword bundle --help`\n");
  }

  @Test
  void run_unknownOption_isWrongUsageWithHelp() {
    CommandRun run = CommandRun.of("bundle", "inspect", "--verbose", "x");
    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err())
        .startsWith("watchword: Unknown option: '--verbose'\n")
        .endsWith("help: run `watchword bundle inspect --help`\n");
  }

  @Test
  void run_optionMissing_isWrongUsageWithHelp() {
    CommandRun run = CommandRun.of("bundle", "verify", "x");
    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err())
        .isEqualTo(
            """
            watchword: Missing required option: '--verification-key=KEY'
            help: run `watchword bundle verify --help`
            """);
  }

  private static void collect(CommandLine command, String path, List<String> paths) {
    command
        .getSubcommands()
        .forEach(
            (name, below) -> {
              if (!below.getCommandSpec().usageMessage().hidden()) {
                paths.add((path + " " + name).strip());
                collect(below, path + " " + name, paths);
              }
            });
  }

  private static List<String> examples(String help) {
    List<String> examples = new ArrayList<>();
    Matcher matcher = EXAMPLE.matcher(help);
    while (matcher.find()) {
      examples.add(matcher.group(1).replace("\\\n", " ").strip());
    }
    return examples;
  }

  private static String[] words(String line) {
    return Arrays.stream(line.strip().split("\\s+")).toArray(String[]::new);
  }
}
