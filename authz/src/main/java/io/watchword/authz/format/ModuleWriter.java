package io.watchword.authz.format;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Module.Comment;
import io.watchword.authz.rego.Module.Import;
import io.watchword.authz.rego.Rule;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes a file: its package, and its imports and rules in the order they were written in.
final class ModuleWriter {

  private final Module module;
  private final FormatStyle style;
  private final Page page = new Page();
  private final TermWriter terms;
  private final RuleWriter rules;

  ModuleWriter(Module module, FormatStyle style) {
    this.module = module;
    this.style = style;
    FormatOptions options = FormatOptions.of(module, style);
    Places places = new Places(module.source().text());
    this.terms = new TermWriter(page, options, places, module.source());
    this.rules = new RuleWriter(page, options, places, terms);
  }

  List<Diagnostic> problems() {
    return terms.problems();
  }

  /// An import or a rule.
  private record Statement(Location at, List<Import> imported, List<Rule> rule) {}

  String write() {
    List<Statement> statements = new ArrayList<>();
    for (Import it : Imports.of(module, style)) {
      statements.add(new Statement(it.at(), List.of(it), List.of()));
    }
    for (Rule it : module.rules()) {
      statements.add(new Statement(it.at(), List.of(), List.of(it)));
    }
    statements.sort(
        Comparator.comparingInt((Statement it) -> it.at().line())
            .thenComparingInt(it -> it.at().column()));
    List<Import> added = addedAfterRules(statements);
    List<Comment> comments = packageLine(module.comments());
    comments = imports(added, comments);
    int i = 0;
    while (i < statements.size()) {
      List<Import> imports = new ArrayList<>();
      while (i < statements.size() && statements.get(i).rule().isEmpty()) {
        imports.addAll(statements.get(i++).imported());
      }
      comments = imports(imports, comments);
      List<Rule> group = new ArrayList<>();
      while (i < statements.size() && statements.get(i).imported().isEmpty()) {
        group.addAll(statements.get(i++).rule());
      }
      comments = rules.rules(group, comments);
    }
    for (int c = 0; c < comments.size(); c++) {
      page.writeLine(Page.line(comments.get(c)));
      if (c == comments.size() - 1) {
        page.write("\n");
      }
    }
    return page.text().stripTrailing().isEmpty() ? "" : withOneNewLine(page.text());
  }

  private static String withOneNewLine(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '\n') {
      end--;
    }
    return text.substring(0, end) + "\n";
  }

  // An import after a rule has no effect, so one that is added goes to the top then.
  private static List<Import> addedAfterRules(List<Statement> statements) {
    int firstRule =
        statements.stream()
            .filter(it -> !it.rule().isEmpty())
            .mapToInt(it -> it.at().line())
            .min()
            .orElse(Integer.MAX_VALUE);
    List<Import> added =
        statements.stream().flatMap(it -> it.imported().stream()).filter(Imports::isAdded).toList();
    if (added.stream().noneMatch(it -> it.at().line() >= firstRule)) {
      return List.of();
    }
    statements.removeIf(it -> it.imported().stream().anyMatch(Imports::isAdded));
    return added;
  }

  private List<Comment> packageLine(List<Comment> all) {
    List<Comment> comments = page.comments(all, module.packageAt().line());
    page.startLine();
    page.write("package " + PackagePath.of(module));
    page.blankLine();
    return comments;
  }

  private List<Comment> imports(List<Import> imports, List<Comment> all) {
    Map<Integer, Comment> beside = new HashMap<>();
    List<Comment> comments = new ArrayList<>();
    for (Comment comment : all) {
      int row = comment.at().line();
      if (imports.stream().anyMatch(it -> it.at().line() == row)) {
        beside.put(row, comment);
      } else {
        comments.add(comment);
      }
    }
    for (List<Import> group : groups(imports)) {
      comments = new ArrayList<>(page.comments(comments, group.getFirst().at().line()));
      group.sort(Imports::compare);
      for (Import it : group) {
        page.startLine();
        page.write("import ");
        terms.plainReference(it.path());
        it.alias().ifPresent(alias -> page.write(" as " + alias));
        if (beside.containsKey(it.at().line())) {
          page.write(" " + Page.line(beside.get(it.at().line())));
        }
        page.endLine();
      }
      page.blankLine();
    }
    return comments;
  }

  private static List<List<Import>> groups(List<Import> imports) {
    List<List<Import>> groups = new ArrayList<>();
    int last = 0;
    for (Import it : imports) {
      if (groups.isEmpty() || it.at().line() - last > 1) {
        groups.add(new ArrayList<>());
      }
      groups.getLast().add(it);
      last = it.at().line();
    }
    return groups;
  }
}
