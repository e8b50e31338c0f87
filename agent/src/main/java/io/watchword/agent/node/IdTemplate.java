package io.watchword.agent.node;

import io.watchword.identity.id.InvalidSpiffeIdException;
import io.watchword.identity.id.SpiffeId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The SPIFFE ID of an entry: one ID, or a template such as `spiffe://td/ns/{k8s:ns}` that becomes
/// one by the selectors of whoever asks. Immutable.
public final class IdTemplate {

  private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)\\}");
  private static final Pattern VALUE = Pattern.compile("[a-zA-Z0-9._-]+");
  // The mesh's own parts live there: no workload may name itself into it.
  private static final String RESERVED = "/watchword/";

  private final String text;
  private final @Nullable SpiffeId fixed;
  private final Set<String> variables;

  private IdTemplate(String text, @Nullable SpiffeId fixed, Set<String> variables) {
    this.text = text;
    this.fixed = fixed;
    this.variables = variables;
  }

  /// What a template became.
  ///
  /// @param values what stood for each variable, by `type:key`
  public record Resolved(SpiffeId id, Map<String, String> values) {

    /// Copies the values.
    public Resolved {
      values = Map.copyOf(values);
    }
  }

  /// Exactly `id`.
  public static IdTemplate of(SpiffeId id) {
    // No text of its own: there may be a hundred thousand of these.
    return new IdTemplate("", id, Set.of());
  }

  /// Reads an ID or a template.
  ///
  /// @throws io.watchword.identity.id.IdentityException where it is neither
  public static IdTemplate parse(String text) {
    if (text.indexOf('{') < 0 && text.indexOf('}') < 0) {
      return of(SpiffeId.parse(text));
    }
    Set<String> variables = new TreeSet<>();
    Matcher matcher = VARIABLE.matcher(text);
    while (matcher.find()) {
      String name = matcher.group(1);
      int colon = name.indexOf(':');
      if (colon <= 0 || colon == name.length() - 1) {
        throw new InvalidTemplateException(
            "template `" + text + "`: `{" + name + "}` is no variable (expected: `{type:key}`)");
      }
      variables.add(name);
    }
    // With an ordinary value for each variable it has to be an ID, with its own trust domain.
    SpiffeId example = SpiffeId.parse(matcher.replaceAll("x"));
    if (!text.startsWith("spiffe://" + example.trustDomain() + "/")) {
      throw new InvalidTemplateException(
          "template `" + text + "`: a variable may stand in the path only");
    }
    return new IdTemplate(text, null, Set.copyOf(variables));
  }

  /// The ID, where it is one and no template.
  public Optional<SpiffeId> fixed() {
    return Optional.ofNullable(fixed);
  }

  /// The ID for somebody with these selectors; empty where a variable has no value, or several, or
  /// one that makes no SPIFFE ID of a workload.
  public Optional<Resolved> resolve(Set<String> selectors) {
    if (fixed != null) {
      return Optional.of(new Resolved(fixed, Map.of()));
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String variable : variables) {
      Optional<String> value = value(variable + ":", selectors);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.put(variable, value.get());
    }
    String made =
        VARIABLE
            .matcher(text)
            .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), "")));
    return id(made).map(id -> new Resolved(id, values));
  }

  private Optional<SpiffeId> id(String made) {
    try {
      SpiffeId id = SpiffeId.parse(made);
      boolean intrudes = id.path().startsWith(RESERVED) && !text.contains(RESERVED);
      return intrudes ? Optional.empty() : Optional.of(id);
    } catch (InvalidSpiffeIdException e) {
      // For example the segment `..`, or an ID that has become too long.
      return Optional.empty();
    }
  }

  private static Optional<String> value(String prefix, Set<String> selectors) {
    String value = "";
    for (String selector : selectors) {
      if (selector.startsWith(prefix)) {
        if (!value.isEmpty()) {
          // Two values: whichever we took, it might be the one that somebody else is to have.
          return Optional.empty();
        }
        value = selector.substring(prefix.length());
      }
    }
    return VALUE.matcher(value).matches() ? Optional.of(value) : Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IdTemplate that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  @Override
  public String toString() {
    return fixed == null ? text : fixed.toString();
  }
}
