package io.watchword.authz.early.resolve;

import io.watchword.authz.early.rego.Module;
import io.watchword.authz.early.rego.Rule;
import io.watchword.authz.rego.Source;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A policy whose names are resolved, whose bodies are in an order that binds before it uses, and
/// that does not recurse. Made only by [Resolver].
public final class ResolvedPolicy {

  private final Map<String, Group> groups;
  private final Map<String, Source> sources;

  ResolvedPolicy(Map<String, Group> groups, Map<String, Source> sources) {
    this.groups = new LinkedHashMap<>(groups);
    this.sources = Map.copyOf(sources);
  }

  /// All definitions of one name.
  ///
  /// @param name as functions are called, `data.a.b`; parts that are no plain names are quoted
  public record Group(
      String name,
      List<String> path,
      Rule.Kind kind,
      Optional<Definition> fallback,
      List<Definition> definitions) {
    public Group {
      path = List.copyOf(path);
      definitions = List.copyOf(definitions);
    }
  }

  /// One definition and the module it stands in.
  public record Definition(Module module, Rule rule) {}

  public Collection<Group> groups() {
    return groups.values();
  }

  public Optional<Group> group(String name) {
    return Optional.ofNullable(groups.get(name));
  }

  /// The definitions of one name; none where there is no such rule.
  public List<Definition> definitions(String name) {
    return group(name).map(Group::definitions).orElse(List.of());
  }

  /// The text of `file`, for excerpts.
  public Source source(String file) {
    return sources.getOrDefault(file, Source.of(file, ""));
  }
}
