package io.watchword.compliance.html;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/// A piece of HTML that is well formed and escaped. Text becomes HTML only through [#text] and
/// attribute values only through [#with], so that names and header values out of a log, which an
/// attacker may have chosen, can not become markup.
public final class Html {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9-]*");

  /// Nothing.
  public static final Html NONE = new Html("", "", "", List.of());

  private final String name;
  private final String attributes;
  private final String text;
  private final List<Html> children;

  private Html(String name, String attributes, String text, List<Html> children) {
    this.name = name;
    this.attributes = attributes;
    this.text = text;
    this.children = children;
  }

  /// Text, escaped. Characters that would be invisible or turn the direction of reading around are
  /// shown as `\u202e`.
  public static Html text(String text) {
    return new Html("", "", escaped(text), List.of());
  }

  /// An element with `children`.
  public static Html tag(String name, Html... children) {
    return tag(name, List.of(children));
  }

  /// An element with `children`.
  public static Html tag(String name, Collection<Html> children) {
    return new Html(checkedName(name), "", "", List.copyOf(children));
  }

  /// An element with a text in it.
  public static Html tag(String name, String text) {
    return tag(name, text(text));
  }

  /// Pieces one after the other.
  public static Html all(Collection<Html> pieces) {
    return new Html("", "", "", List.copyOf(pieces));
  }

  /// Pieces one after the other.
  public static Html all(Html... pieces) {
    return all(List.of(pieces));
  }

  /// A style sheet that ships with the tool. HTML does not unescape inside `style`, so this text
  /// must never come from outside.
  public static Html style(String css) {
    if (css.contains("</")) {
      throw new IllegalArgumentException("a style sheet with `</`");
    }
    return new Html("style", "", css, List.of());
  }

  /// The same element with one more attribute.
  public Html with(String attribute, String value) {
    return new Html(
        name,
        attributes + " " + checkedName(attribute) + "=\"" + escaped(value) + "\"",
        text,
        children);
  }

  /// The same element with a class of the style sheet.
  public Html classed(String value) {
    return with("class", value);
  }

  /// The document.
  public String document() {
    StringBuilder out = new StringBuilder("<!doctype html>\n");
    write(out);
    return out.append('\n').toString();
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    write(out);
    return out.toString();
  }

  private void write(StringBuilder out) {
    if (!name.isEmpty()) {
      out.append('<').append(name).append(attributes).append('>');
    }
    out.append(text);
    children.forEach(child -> child.write(out));
    if (!name.isEmpty() && !isVoid()) {
      out.append("</").append(name).append('>');
    }
    if (isBlock()) {
      out.append('\n');
    }
  }

  private boolean isVoid() {
    return name.equals("meta") || name.equals("br") || name.equals("hr");
  }

  // A line per row keeps two reports comparable with `diff`.
  private boolean isBlock() {
    return switch (name) {
      case "tr", "p", "li", "section", "table", "h1", "h2", "h3", "meta", "style", "dd" -> true;
      default -> false;
    };
  }

  private static String checkedName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("`" + name + "` is no name of an element or attribute");
    }
    return name;
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> escape(c, out));
    return out.toString();
  }

  private static void escape(int c, StringBuilder out) {
    switch (c) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      case '\n', '\t' -> out.appendCodePoint(c);
      default -> {
        if (isInvisible(c)) {
          out.append("\\u").append(hex(c));
        } else {
          out.appendCodePoint(c);
        }
      }
    }
  }

  private static boolean isInvisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static String hex(int c) {
    String digits = Integer.toHexString(c);
    return "0".repeat(Math.max(0, 4 - digits.length())) + digits;
  }
}
