package io.watchword.authz.format;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Module.Comment;
import io.watchword.authz.rego.Term.Scalar;
import io.watchword.authz.rego.Term.Template;
import io.watchword.authz.rego.Term.Template.Interpolated;
import io.watchword.authz.rego.Term.Template.Part;
import io.watchword.authz.rego.Term.Template.Text;
import io.watchword.authz.value.GoText;
import io.watchword.authz.value.StringValue;
import java.util.List;

/// Writes template strings.
final class TemplateWriter {

  private final Page page;
  private final Places places;
  private final TermWriter terms;

  TemplateWriter(Page page, Places places, TermWriter terms) {
    this.page = page;
    this.places = places;
    this.terms = terms;
  }

  List<Comment> template(Template template, List<Comment> all) {
    String quote = template.multiLine() ? "`" : "\"";
    List<Comment> comments = all;
    page.write("$" + quote);
    for (int i = 0; i < template.parts().size(); i++) {
      Part part = template.parts().get(i);
      switch (part) {
        case Text text -> page.write(text(text.text(), template.multiLine()));
        case Interpolated hole -> {
          if (isConstant(hole)) {
            constant(hole, template.multiLine());
          } else {
            int next = i + 1 < template.parts().size() ? line(template.parts().get(i + 1)) : -1;
            comments = hole(hole.expr(), next, comments);
          }
        }
      }
    }
    page.write(quote);
    return comments;
  }

  private List<Comment> hole(Expr expr, int nextLine, List<Comment> all) {
    List<Comment> comments = all;
    page.write("{");
    page.up();
    if (page.pending().isPresent()) {
      page.endLine();
      page.startLine();
    } else {
      List<Comment> before = Page.before(comments, expr.at().line());
      if (!before.isEmpty()) {
        page.write(" ");
        page.inline();
        page.write(before);
        comments = comments.subList(before.size(), comments.size());
      }
    }
    comments = terms.expressions().expression(expr, comments);
    if (nextLine > 0) {
      List<Comment> trailing = Page.before(comments, nextLine);
      if (!trailing.isEmpty()) {
        page.endLine();
        page.write(trailing);
        comments = comments.subList(trailing.size(), comments.size());
        page.startLine();
      }
    }
    page.write("}");
    page.down();
    return comments;
  }

  private static int line(Part part) {
    return switch (part) {
      case Text text -> text.at().line();
      case Interpolated hole -> hole.expr().at().line();
    };
  }

  // A constant without a comment before it is as good as text.
  private boolean isConstant(Interpolated hole) {
    Expr expr = hole.expr();
    return expr.with().isEmpty()
        && expr.goal() instanceof Expr.Goal.Truth truth
        && truth.term() instanceof Scalar
        && !hasCommentBefore(expr);
  }

  private boolean hasCommentBefore(Expr expr) {
    String before = places.between(0, expr.at().offset());
    return before.substring(before.lastIndexOf('{') + 1).contains("#");
  }

  private void constant(Interpolated hole, boolean multiLine) {
    if (hole.expr().goal() instanceof Expr.Goal.Truth truth
        && truth.term() instanceof Scalar scalar) {
      page.write(
          scalar.value() instanceof StringValue text
              ? text(text.text(), multiLine)
              : scalar.value().toString());
    }
  }

  private static String text(String text, boolean multiLine) {
    if (text.isEmpty()) {
      return "";
    }
    if (multiLine) {
      return escaped(text);
    }
    String quoted = escaped(GoText.quoted(text));
    return quoted.substring(1, quoted.length() - 1);
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{' && (i == 0 || text.charAt(i - 1) != '\\')) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }
}
