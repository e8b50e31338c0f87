package io.watchword.tests.conformance.spiffe.judge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One command a question: exit code 0 accepts, 1 refuses, any other is a crash. What it prints on
/// its standard output may say what it read: a JSON object of facts, or, for an ID or an SVID, the
/// ID.
///
///     X509 CHAIN.pem BUNDLE TRUST_DOMAIN [BUNDLE TRUST_DOMAIN]…
///     JWT TOKEN AUDIENCE BUNDLE.json TRUST_DOMAIN [BUNDLE.json TRUST_DOMAIN]…
///     ID FILE                          the ID's bytes, without a line break
///     BUNDLE BUNDLE.json TRUST_DOMAIN  or, for a map of bundles, BUNDLE BUNDLE.json
///     PATH LEAF.pem INTERMEDIATES.pem ROOTS.pem TIME
public final class CommandJudge implements Judge {

  /// A kind of question.
  public enum Kind {
    /// See [Question.X509].
    X509,
    /// See [Question.Jwt].
    JWT,
    /// See [Question.Id].
    ID,
    /// See [Question.Bundle].
    BUNDLE,
    /// See [Question.Path].
    PATH
  }

  private final Map<Kind, String> commands;
  private final boolean bundlesAsPem;
  private final Path folder;
  private final Duration patience;

  /// @param commands for the shell; kinds without one are not asked
  /// @param bundlesAsPem whether X.509 questions hand over roots in PEM rather than SPIFFE bundles
  /// @param folder for the files; written over with each question
  /// @param patience how long an answer may take
  public CommandJudge(
      Map<Kind, String> commands, boolean bundlesAsPem, Path folder, Duration patience) {
    this.commands = Map.copyOf(commands);
    this.bundlesAsPem = bundlesAsPem;
    this.folder = folder;
    this.patience = patience;
  }

  @Override
  public Answer ask(Question question) {
    Kind kind = kind(question);
    String command = commands.get(kind);
    if (command == null) {
      return new Answer.Unsupported("no command is given for it");
    }
    try {
      Optional<List<String>> arguments = arguments(question);
      return arguments.isEmpty()
          ? new Answer.Unsupported("PEM cannot say this; it needs `--bundle-format json`")
          : run(command, arguments.get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer run(String command, List<String> arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("sh", "-c", command + " \"$@\"", "sh"));
    words.addAll(arguments);
    Path out = folder.resolve("stdout");
    Path err = folder.resolve("stderr");
    Process process =
        new ProcessBuilder(words)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return new Answer.Broken("no answer within " + patience.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return new Answer.Broken("interrupted");
    }
    String said = Files.readString(err).strip();
    return switch (process.exitValue()) {
      case 0 -> new Answer.Accepted(facts(Files.readString(out).strip()));
      case 1 -> new Answer.Refused(said);
      default -> new Answer.Broken("exit code " + process.exitValue() + ": " + said);
    };
  }

  private static Map<String, String> facts(String out) {
    if (out.startsWith("{")) {
      try {
        return QuestionJson.facts(QuestionJson.tree(out));
      } catch (IllegalArgumentException e) {
        return Map.of();
      }
    }
    return out.regionMatches(true, 0, "spiffe:", 0, 7) && out.indexOf('\n') < 0
        ? Map.of("id", out)
        : Map.of();
  }

  private static Kind kind(Question question) {
    return switch (question) {
      case Question.X509 x -> Kind.X509;
      case Question.Jwt j -> Kind.JWT;
      case Question.Id i -> Kind.ID;
      case Question.Bundle b -> Kind.BUNDLE;
      case Question.Path p -> Kind.PATH;
    };
  }

  private Optional<List<String>> arguments(Question question) throws IOException {
    List<String> arguments = new ArrayList<>();
    switch (question) {
      case Question.X509(String chain, List<TrustFile> trust) -> {
        arguments.add(file("chain.pem", chain));
        for (int i = 0; i < trust.size(); i++) {
          TrustFile one = trust.get(i);
          if (bundlesAsPem && one.pem().isEmpty()) {
            return Optional.empty();
          }
          arguments.add(
              bundlesAsPem
                  ? file("bundle" + i + ".pem", one.pem())
                  : file("bundle" + i + ".json", one.document()));
          arguments.add(one.trustDomain());
        }
      }
      case Question.Jwt(String token, String audience, List<TrustFile> trust) -> {
        arguments.add(file("token.jwt", token));
        arguments.add(audience);
        for (int i = 0; i < trust.size(); i++) {
          arguments.add(file("bundle" + i + ".json", trust.get(i).document()));
          arguments.add(trust.get(i).trustDomain());
        }
      }
      case Question.Id(String text) -> arguments.add(file("id.txt", text));
      case Question.Bundle(String domain, String document) -> {
        arguments.add(file("bundle.json", document));
        if (!domain.isEmpty()) {
          arguments.add(domain);
        }
      }
      case Question.Path path -> {
        arguments.add(file("leaf.pem", path.leaf()));
        arguments.add(file("intermediates.pem", path.intermediates()));
        arguments.add(file("roots.pem", path.roots()));
        arguments.add(path.at().toString());
      }
    }
    return Optional.of(arguments);
  }

  private String file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, content.getBytes(StandardCharsets.UTF_8));
    return file.toString();
  }
}
