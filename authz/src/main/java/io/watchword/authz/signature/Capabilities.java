package io.watchword.authz.signature;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What of the language a deployment allows: functions, keywords, features and hosts. A policy that
/// uses anything else does not compile. Immutable.
///
/// @param builtins those a policy may call, by name
/// @param futureKeywords those that `import future.keywords` may name beyond the language's own
/// @param features such as `rego_v1` and `template_strings`
/// @param allowNet hosts that may be reached; empty optional: all
public record Capabilities(
    SortedMap<String, Signature> builtins,
    Set<String> futureKeywords,
    Set<String> features,
    Optional<Set<String>> allowNet) {

  /// The feature of files in Rego v1.
  public static final String REGO_V1 = "rego_v1";

  /// The feature of `import rego.v1` in files of Rego v0.
  public static final String REGO_V1_IMPORT = "rego_v1_import";

  /// The feature of `a.b.c := 1`.
  public static final String RULE_HEAD_REFS = "rule_head_refs";

  /// The feature of heads whose variables come last only.
  public static final String RULE_HEAD_REF_STRING_PREFIXES = "rule_head_ref_string_prefixes";

  /// The feature of `data.a.if.b`.
  public static final String KEYWORDS_IN_REFS = "keywords_in_refs";

  /// The feature of `$"a {b}"`.
  public static final String TEMPLATE_STRINGS = "template_strings";

  /// All of OPA 1.20.2, for files in Rego v1.
  public static final Capabilities STANDARD =
      new Capabilities(
          Signatures.all(),
          Set.of("and", "not", "or"),
          Set.of(REGO_V1, KEYWORDS_IN_REFS, TEMPLATE_STRINGS),
          Optional.empty());

  /// All of OPA 1.20.2, for files in Rego v0.
  public static final Capabilities STANDARD_V0 =
      new Capabilities(
          Signatures.all(),
          Set.of("and", "contains", "every", "if", "in", "not", "or"),
          Set.of(
              RULE_HEAD_REF_STRING_PREFIXES,
              RULE_HEAD_REFS,
              REGO_V1_IMPORT,
              REGO_V1,
              KEYWORDS_IN_REFS),
          Optional.empty());

  public Capabilities {
    builtins = Collections.unmodifiableSortedMap(new TreeMap<>(builtins));
    futureKeywords = Set.copyOf(futureKeywords);
    features = Set.copyOf(features);
    allowNet = allowNet.map(Set::copyOf);
  }

  /// Reads a capabilities file of OPA.
  ///
  /// @throws IllegalArgumentException saying what is wrong with it
  public static Capabilities parse(String json) {
    return CapabilitiesJson.read(json);
  }

  /// The built-in called `name`, where it is allowed.
  public Optional<Signature> find(String name) {
    return Optional.ofNullable(builtins.get(name));
  }

  /// The same with other future keywords.
  public Capabilities withFutureKeywords(Set<String> others) {
    return new Capabilities(builtins, others, features, allowNet);
  }

  public boolean hasFeature(String feature) {
    return features.contains(feature);
  }

  public boolean hasFutureKeyword(String keyword) {
    return futureKeywords.contains(keyword);
  }

  /// Whether `host` may be reached.
  public boolean mayReach(String host) {
    return allowNet.isEmpty() || allowNet.get().contains(host);
  }

  /// The same, with some built-ins forbidden.
  public Capabilities without(Collection<String> names) {
    TreeMap<String, Signature> left = new TreeMap<>(builtins);
    left.keySet().removeAll(names);
    return new Capabilities(left, futureKeywords, features, allowNet);
  }

  /// The same, with one more function, or another of its name.
  public Capabilities with(Signature signature) {
    TreeMap<String, Signature> more = new TreeMap<>(builtins);
    more.put(signature.name(), signature);
    return new Capabilities(more, futureKeywords, features, allowNet);
  }

  /// The same functions and hosts, with the language of files in Rego v0.
  public Capabilities forV0() {
    return new Capabilities(builtins, STANDARD_V0.futureKeywords, STANDARD_V0.features, allowNet);
  }

  /// The same, with other hosts.
  public Capabilities withAllowNet(Optional<Set<String>> hosts) {
    return new Capabilities(builtins, futureKeywords, features, hosts);
  }
}
