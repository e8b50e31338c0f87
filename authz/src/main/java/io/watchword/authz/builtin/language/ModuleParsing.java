package io.watchword.authz.builtin.language;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.rego.AstJson;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.rego.ParserSettings;
import io.watchword.authz.rego.RegoParser;
import io.watchword.authz.rego.Source;
import io.watchword.authz.value.Value;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// `rego.parse_module`: policy text as data. Stateless.
public final class ModuleParsing {

  private static final ParserSettings SETTINGS = ParserSettings.of(RegoVersion.V1).plain();

  private ModuleParsing() {}

  /// All, by name.
  public static Map<String, Builtin> all() {
    return Map.of("rego.parse_module", ModuleParsing::parse);
  }

  private static Value parse(BuiltinContext context, Value[] arguments) {
    String file = Operands.text(arguments, 0);
    String text = Operands.text(arguments, 1);
    context.spend(1 + text.length() / 8);
    List<Diagnostic> problems = new ArrayList<>();
    Optional<Module> module = RegoParser.parse(Source.of(file, text), SETTINGS, problems);
    if (module.isEmpty()) {
      throw new BuiltinFailedException(message(file, problems));
    }
    return AstJson.of(module.get());
  }

  private static String message(String file, List<Diagnostic> problems) {
    if (problems.size() == 1 && problems.getFirst().message().equals("empty module")) {
      return file + ":0: rego_parse_error: empty module";
    }
    String first =
        problems.size() == 1 ? "1 error occurred: " : problems.size() + " errors occurred:\n";
    return problems.stream().map(ModuleParsing::line).collect(Collectors.joining("\n", first, ""));
  }

  private static String line(Diagnostic problem) {
    var at = problem.position().orElseThrow();
    String message = at.file() + ":" + at.line() + ": " + problem.code() + ": " + problem.message();
    return message + problem.excerpt().map(ModuleParsing::excerpt).orElse("");
  }

  private static String excerpt(Excerpt excerpt) {
    String line = excerpt.line().replaceFirst("^\t+", "");
    int tabs = excerpt.line().length() - line.length();
    return "\n\t" + line + "\n\t" + " ".repeat(Math.max(0, excerpt.underlineStart() - tabs)) + "^";
  }
}
