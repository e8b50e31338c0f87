package io.watchword.authz.rego;

import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.signature.Capabilities;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.SourcePosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Where the parser stands in the tokens, which words are keywords there, and what went wrong so
/// far. Attempts that may fail are made between [#mark] and [#reset].
final class Cursor {

  private static final Set<TokenKind> FUTURE =
      EnumSet.of(
          TokenKind.IN,
          TokenKind.EVERY,
          TokenKind.CONTAINS,
          TokenKind.IF,
          TokenKind.LOGICAL_AND,
          TokenKind.LOGICAL_OR);

  private final Source source;
  private final Tokens tokens;
  private final ParserSettings settings;
  private final Set<TokenKind> future = EnumSet.noneOf(TokenKind.class);
  private final List<Diagnostic> errors = new ArrayList<>();
  private final List<Diagnostic> spelling = new ArrayList<>();
  private final List<Diagnostic> misplaced = new ArrayList<>();
  private final List<String> hints = new ArrayList<>();
  private int index;
  private int asIdent = -1;
  private int blankBefore = -1;
  private int depth;
  private int wildcards;
  private int line = 1;

  Cursor(Source source, ParserSettings settings) {
    this.source = source;
    this.tokens = Lexer.read(source.text());
    this.settings = settings;
  }

  /// Thrown where the text cannot be read further; what is wrong has been recorded.
  static final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean afterOperator;

    UnreadableException() {
      this(false);
    }

    /// @param afterOperator whether a left operand could be read: then nobody complains that all is
    ///   missing
    UnreadableException(boolean afterOperator) {
      super("policy text cannot be read", null, false, false);
      this.afterOperator = afterOperator;
    }

    boolean isAfterOperator() {
      return afterOperator;
    }
  }

  /// A place to come back to.
  record Mark(int index, int errors, int depth, int wildcards, int asIdent, List<String> hints) {
    Mark atErrors(int count) {
      return new Mark(index, count, depth, wildcards, asIdent, hints);
    }
  }

  Mark mark() {
    return new Mark(index, errors.size(), depth, wildcards, asIdent, List.copyOf(hints));
  }

  void reset(Mark mark) {
    index = mark.index();
    depth = mark.depth();
    wildcards = mark.wildcards();
    asIdent = mark.asIdent();
    blankBefore = -1;
    errors.subList(mark.errors(), errors.size()).clear();
    hints.clear();
    hints.addAll(mark.hints());
  }

  /// A failed reading that may turn out to be the best there is.
  record Attempt(Mark at, List<Diagnostic> errors) {}

  /// Goes back to try something else.
  Attempt suspend(Mark mark) {
    Attempt attempt = new Attempt(mark(), List.copyOf(errors));
    reset(mark);
    return attempt;
  }

  /// Takes up a suspended reading.
  void resume(Attempt attempt) {
    reset(attempt.at().atErrors(0));
    errors.addAll(attempt.errors());
  }

  ParserSettings settings() {
    return settings;
  }

  Tokens tokens() {
    return tokens;
  }

  /// All that is wrong, by position. Text that is readable but no rule is not mentioned where other
  /// text is not readable: it may well be a part of that.
  List<Diagnostic> problems() {
    List<Diagnostic> all = new ArrayList<>(errors);
    all.addAll(spelling);
    if (errors.isEmpty()) {
      all.addAll(misplaced);
    }
    all.sort(
        Comparator.comparing(
            problem -> problem.position().orElseThrow(),
            Comparator.comparing(SourcePosition::line).thenComparing(SourcePosition::column)));
    return all;
  }

  /// The last thing found wrong and where.
  String lastProblem() {
    Diagnostic last = errors.getLast();
    SourcePosition at = last.position().orElseThrow();
    return "reading stopped in line "
        + at.line()
        + ", column "
        + at.column()
        + ": "
        + last.message();
  }

  /// How much is not readable so far.
  int errorCount() {
    return errors.size();
  }

  /// A rule is readable but not spelt as its version asks.
  void misspelt(String message, Location at, String label) {
    spelling.add(source.error("rego_parse_error", message, at, label, ""));
  }

  /// A statement is readable but cannot stand where it does.
  void misplaced(String message, Location at, String label) {
    misplaced.add(source.error("rego_parse_error", message, at, label, ""));
  }

  int index() {
    return index;
  }

  // Keywords

  /// Makes a future keyword one from here on.
  void activate(TokenKind keyword) {
    future.add(keyword);
    if (keyword == TokenKind.EVERY) {
      future.add(TokenKind.IN);
    }
  }

  /// Makes no future keyword one; which were.
  List<TokenKind> deactivateAll() {
    List<TokenKind> on = List.copyOf(future);
    future.clear();
    return on;
  }

  /// Whether a word became a keyword only after the version that is read.
  boolean isFuture(String word) {
    return settings.version() == RegoVersion.V0
        && Words.isKeyword(word, RegoVersion.V1)
        && !Words.isKeyword(word, RegoVersion.V0);
  }

  /// Whether something can be read from `start` on with all future keywords.
  boolean withAllKeywords(int start, Runnable reading) {
    Set<TokenKind> on = EnumSet.noneOf(TokenKind.class);
    on.addAll(future);
    future.addAll(FUTURE);
    try {
      while (tokens.start(index) > start) {
        index--;
      }
      reading.run();
      return true;
    } catch (UnreadableException e) {
      return false;
    } finally {
      future.retainAll(on);
    }
  }

  boolean isActive(TokenKind keyword) {
    return future.contains(keyword);
  }

  TokenKind kind() {
    return index == asIdent ? TokenKind.IDENT : kindOf(index);
  }

  private TokenKind kindOf(int token) {
    TokenKind kind = tokens.kind(token);
    if (tokens.hasErrors() && !tokens.errors(token).isEmpty()) {
      return TokenKind.ILLEGAL;
    }
    return FUTURE.contains(kind) && !future.contains(kind) ? TokenKind.IDENT : kind;
  }

  boolean is(TokenKind kind) {
    return kind() == kind;
  }

  /// Whether the word here may stand as a name in a reference, though it is a keyword.
  boolean isKeywordForRef() {
    return kind().isWord() && settings.has(Capabilities.KEYWORDS_IN_REFS);
  }

  /// Reads a keyword as a name where `.` or `[` follows at once; whether it did.
  boolean keywordAsRefHead() {
    if (isKeywordForRef() && followsAtOnce(TokenKind.DOT, TokenKind.LEFT_BRACKET)) {
      asIdent = index;
      return true;
    }
    return false;
  }

  /// Reads the word here as a name.
  void readAsIdent() {
    asIdent = index;
  }

  boolean followsAtOnce(TokenKind first, TokenKind second) {
    if (index + 1 >= tokens.count() || tokens.start(index + 1) != tokens.end(index)) {
      return false;
    }
    TokenKind next = tokens.kind(index + 1);
    return next == first || next == second;
  }

  TokenKind peek() {
    return index + 1 < tokens.count() ? kindOf(index + 1) : TokenKind.EOF;
  }

  // Moving

  /// Records what the lexer found wrong with the token here.
  void check() {
    for (String problem : tokens.errors(index)) {
      error(problem, at(), "not readable");
    }
  }

  void advance() {
    if (index < tokens.count() - 1) {
      index++;
      check();
    }
  }

  /// Jumps without a look at what is skipped.
  void jump(int token) {
    index = token;
  }

  String text() {
    return tokens.text(index);
  }

  int start() {
    return tokens.start(index);
  }

  /// The end of the token before this one.
  int lastEnd() {
    return index == 0 ? 0 : tokens.end(index - 1);
  }

  /// Whether no blank stands between the token before and this one.
  boolean isAdjacent() {
    return index > 0 && tokens.start(index) == tokens.end(index - 1);
  }

  boolean isAfterNewLine() {
    return tokens.isAfterNewLine(index);
  }

  void enter() {
    if (++depth > settings.maxDepth()) {
      throw fail(
          "max parsing recursion depth exceeded", "nested deeper than " + settings.maxDepth());
    }
  }

  void leave() {
    depth--;
  }

  void leave(int levels) {
    depth -= levels;
  }

  Term.Var wildcard(Location at) {
    return new Term.Var("$" + wildcards++, at);
  }

  // Places

  /// Where the token here stands.
  Location at() {
    return is(TokenKind.EOF) ? endOfText() : span(tokens.start(index), tokens.end(index));
  }

  // As the reference counts it: on the last character there is.
  private Location endOfText() {
    int offset = tokens.start(index);
    int last = tokens.lineOf(offset);
    return new Location(source.file(), last, offset - tokens.lineStart(last), 1, offset, offset);
  }

  Location span(int start, int end) {
    if (tokens.lineStart(line) > start || tokens.lineEnd(line) < start) {
      line = tokens.lineOf(start);
    }
    int length = Math.max(1, Math.min(end, tokens.lineEnd(line)) - start);
    return new Location(
        source.file(), line, start - tokens.lineStart(line) + 1, length, start, end);
  }

  /// From `start` to the last token that was read.
  Location since(int start) {
    return span(start, lastEnd());
  }

  /// Row and column of `from`, the text from `start` to the last token that was read.
  Location extend(Location from, int start) {
    return new Location(from.file(), from.line(), from.column(), from.length(), start, lastEnd());
  }

  // Errors

  void hint(String hint) {
    hints.add(hint);
  }

  /// Says that what is wrong is the blank before the token here.
  void blameBlank() {
    blankBefore = index;
  }

  void error(String message, Location at, String label) {
    error(message, at, label, "");
  }

  private void error(String message, Location at, String label, String help) {
    String whole =
        switch (hints.size()) {
          case 0 -> message;
          case 1 -> message + " (hint: " + hints.getFirst() + ")";
          default -> message + " (hints: " + String.join(", ", hints) + ")";
        };
    hints.clear();
    errors.add(source.error("rego_parse_error", whole, at, label, help));
  }

  UnreadableException fail(String message, String label) {
    return fail(message, at(), label);
  }

  UnreadableException fail(String message, Location at, String label) {
    error(message, at, label);
    return new UnreadableException();
  }

  /// The token here cannot stand here.
  UnreadableException illegal() {
    return illegal("");
  }

  UnreadableException illegal(String note) {
    return illegal(note, "");
  }

  /// The token here cannot stand here; with advice.
  UnreadableException illegal(String note, String help) {
    if (is(TokenKind.ILLEGAL)) {
      return fail("illegal token", "no token of the language");
    }
    String what = kind().text() + (kind().isWord() ? " keyword" : " token");
    Location at = at();
    if (blankBefore == index && !isAdjacent()) {
      what = "whitespace token";
      at = span(lastEnd(), lastEnd() + 1);
    }
    String message = "unexpected " + what + (note.isEmpty() ? "" : ": " + note);
    error(message, at, note.isEmpty() ? "not expected here" : note, help);
    return new UnreadableException();
  }
}
