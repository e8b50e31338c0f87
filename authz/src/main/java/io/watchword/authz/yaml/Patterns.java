package io.watchword.authz.yaml;

import com.google.re2j.Pattern;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.Term;
import io.watchword.authz.value.NumberValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The values of one field as definitions of one rule: an exact value, `prefix*`, `*suffix`, `*`
/// for "any, but there must be one". Used for one field, on one thread.
final class Patterns {

  private final Attribute attribute;
  private final String namespace;
  private final YamlText yaml;
  private final List<Term> exact = new ArrayList<>();
  private final List<Term> others = new ArrayList<>();

  Patterns(Attribute attribute, String namespace, YamlText yaml) {
    this.attribute = attribute;
    this.namespace = namespace;
    this.yaml = yaml;
  }

  void add(String value, Location at) {
    switch (attribute) {
      case PRINCIPALS -> principal(value, at);
      case SERVICE_ACCOUNTS -> serviceAccount(value, at);
      case PORTS -> port(value, at);
      case HOSTS -> host(value.toLowerCase(Locale.ROOT), at);
      case PATHS -> path(value, at);
      case NAMESPACES, TRUST_DOMAINS, METHODS -> text(value, "", at);
    }
  }

  private void principal(String value, Location at) {
    if (value.startsWith("spiffe://")) {
      yaml.error(
          "authz/invalid-value",
          "principal `" + value + "` starts with `spiffe://`, so it would never match",
          at,
          "written without the scheme",
          "write `" + value.substring("spiffe://".length()) + "`");
      return;
    }
    text(value, "spiffe://", at);
  }

  private void text(String value, String scheme, Location at) {
    Term input = Ast.input(attribute.inputPath(), at);
    if (value.equals("*")) {
      others.add(Ast.call("neq", at, input, Ast.text("", at)));
    } else if (value.startsWith("*")) {
      warnOfStar(value.substring(1), at);
      others.add(Ast.call("endswith", at, input, Ast.text(value.substring(1), at)));
    } else if (value.endsWith("*")) {
      String prefix = value.substring(0, value.length() - 1);
      warnOfStar(prefix, at);
      others.add(Ast.call("startswith", at, input, Ast.text(scheme + prefix, at)));
    } else {
      warnOfStar(value, at);
      exact.add(Ast.text(scheme + value, at));
    }
  }

  private void warnOfStar(String literal, Location at) {
    if (literal.contains("*")) {
      yaml.warning(
          "authz/literal-star",
          "a `*` that is not the first or last character is matched literally",
          at,
          "no wildcard",
          "use `prefix*` or `*suffix`");
    }
  }

  private void serviceAccount(String value, Location at) {
    String[] parts = value.split("/", -1);
    if (parts.length > 2 || value.contains("*") || value.startsWith("/") || value.endsWith("/")) {
      yaml.error(
          "authz/invalid-value",
          "`" + value + "` is no service account",
          at,
          "expected: `namespace/name` or `name`",
          "wildcards are not possible here; use `principals`");
      return;
    }
    String account = parts.length == 2 ? value.replace("/", "/sa/") : namespace + "/sa/" + value;
    others.add(
        Ast.call(
            "endswith", at, Ast.input(attribute.inputPath(), at), Ast.text("/ns/" + account, at)));
  }

  private void port(String value, Location at) {
    boolean valid = value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= 65535;
    if (!valid || value.equals("0")) {
      yaml.error(
          "authz/invalid-value", "`" + value + "` is no port", at, "expected: 1 to 65535", "");
      return;
    }
    exact.add(new Term.Scalar(NumberValue.of(Integer.parseInt(value)), at));
  }

  private void path(String value, Location at) {
    if (value.contains("{")) {
      yaml.error(
          "authz/not-enforced-yet",
          "path templates such as `" + value + "` are not enforced yet by this version",
          at,
          "would never match",
          "use an exact path, `prefix*` or `*suffix`");
      return;
    }
    if (!value.startsWith("/") && !value.startsWith("*")) {
      yaml.warning(
          "authz/never-matches",
          "path `" + value + "` does not start with `/`, so it never matches",
          at,
          "never matches",
          "write `/" + value + "`");
    }
    text(value, "", at);
  }

  /// Without regard to case; and a name without a port means the name on any port, or `name:80`
  /// would slip past a DENY.
  private void host(String value, Location at) {
    Term host = Ast.call("lower", at, Ast.input(attribute.inputPath(), at));
    boolean hasPort = value.indexOf(':', value.lastIndexOf(']') + 1) >= 0;
    if (value.equals("*")) {
      others.add(Ast.call("neq", at, host, Ast.text("", at)));
    } else if (value.startsWith("*")) {
      warnOfStar(value.substring(1), at);
      others.add(Ast.call("endswith", at, host, Ast.text(value.substring(1), at)));
      if (!hasPort) {
        String regex = Pattern.quote(value.substring(1)) + ":[0-9]*$";
        others.add(Ast.call("regex.match", at, Ast.text(regex, at), host));
      }
    } else if (value.endsWith("*")) {
      warnOfStar(value.substring(0, value.length() - 1), at);
      others.add(
          Ast.call("startswith", at, host, Ast.text(value.substring(0, value.length() - 1), at)));
    } else {
      warnOfStar(value, at);
      others.add(Ast.call("equal", at, host, Ast.text(value, at)));
      if (!hasPort) {
        others.add(Ast.call("startswith", at, host, Ast.text(value + ":", at)));
      }
    }
  }

  /// The definitions of `name`, true where one of the values matches.
  List<Rule> rules(String name, Location at) {
    List<Rule> rules = new ArrayList<>();
    Term input = Ast.input(attribute.inputPath(), at);
    if (exact.size() == 1) {
      Term only = Ast.call("equal", at, input, exact.get(0));
      rules.add(Ast.rule(name, List.of(Ast.holds(only, at)), at));
    } else if (!exact.isEmpty()) {
      Term among = Ast.call("internal.member_2", at, input, new Term.SetTerm(exact, at));
      rules.add(Ast.rule(name, List.of(Ast.holds(among, at)), at));
    }
    for (Term other : others) {
      rules.add(Ast.rule(name, List.of(Ast.holds(other, other.at())), other.at()));
    }
    return rules;
  }
}
