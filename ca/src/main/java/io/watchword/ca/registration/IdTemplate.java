package io.watchword.ca.registration;

import io.watchword.identity.id.InvalidSpiffeIdException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The SPIFFE ID of an entry: an ID as it is, or one with `{type:key}` in its path, each of which
/// stands for what follows `type:key:` in one of the workload's selectors. Immutable.
///
/// `spiffe://example.org/ns/{k8s:ns}/sa/{k8s:sa}` gives a workload with the selectors `k8s:ns:shop`
/// and `k8s:sa:web` the ID `spiffe://example.org/ns/shop/sa/web`.
public final class IdTemplate {
  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern KEY = Pattern.compile("[a-z0-9_-]+(:[A-Za-z0-9._/-]+)+");
  // What a path segment may hold (ID-16); a value with a slash would make another path of it.
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9._-]+");

  private final String text;
  private final SpiffeId sample;
  private final List<String> keys;

  private IdTemplate(String text, SpiffeId sample, List<String> keys) {
    this.text = text;
    this.sample = sample;
    this.keys = List.copyOf(keys);
  }

  /// The template that `text` is.
  ///
  /// @throws RegistrationException `ca/entry-invalid` where a place is none, or stands outside the
  ///   path
  /// @throws InvalidSpiffeIdException where it would be no SPIFFE ID, whatever stood in its places
  public static IdTemplate parse(String text) {
    List<String> keys = new ArrayList<>();
    Matcher places = PLACE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (places.find()) {
      String key = places.group(1);
      if (!KEY.matcher(key).matches()) {
        throw invalid(
            "`{"
                + key
                + "}` in SPIFFE ID `"
                + text
                + "` (expected: the type and key of a selector, such as `{k8s:ns}`)");
      }
      keys.add(key);
      places.appendReplacement(filled, "x");
    }
    places.appendTail(filled);
    SpiffeId sample = SpiffeId.parse(filled.toString());
    if (text.indexOf('{') >= 0 && !text.startsWith(sample.trustDomain().id() + "/")) {
      throw invalid("SPIFFE ID `" + text + "` has a place outside its path");
    }
    return new IdTemplate(text, sample, keys.stream().distinct().toList());
  }

  /// The template without places that is `id`.
  public static IdTemplate of(SpiffeId id) {
    return new IdTemplate(id.toString(), id, List.of());
  }

  /// Whether it is an ID as it is.
  public boolean isConstant() {
    return keys.isEmpty();
  }

  /// Of each place, its `type:key`, in the order of their first places.
  public List<String> keys() {
    return keys;
  }

  /// The trust domain of every ID that it gives.
  public TrustDomain trustDomain() {
    return sample.trustDomain();
  }

  /// An ID of its shape: itself where it is constant.
  SpiffeId sample() {
    return sample;
  }

  /// The ID with `values` in its places, by `type:key`.
  ///
  /// @throws RegistrationException `ca/template-unfilled` where one is missing, is too many, or
  ///   cannot stand in a SPIFFE ID
  public SpiffeId fill(Map<String, String> values) {
    if (!values.keySet().equals(new TreeSet<>(keys))) {
      throw unfilled("values for " + new TreeSet<>(values.keySet()), "for " + new TreeSet<>(keys));
    }
    StringBuilder filled = new StringBuilder();
    Matcher places = PLACE.matcher(text);
    while (places.find()) {
      String value = values.get(places.group(1));
      if (!VALUE.matcher(value).matches()) {
        throw unfilled(
            "`" + value + "` for `" + places.group(1) + "`", "letters, digits, `.`, `-` and `_`");
      }
      places.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    places.appendTail(filled);
    try {
      return SpiffeId.parse(filled.toString());
    } catch (InvalidSpiffeIdException e) {
      throw unfilled("values that make `" + filled + "`", String.valueOf(e.getMessage()));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IdTemplate template && template.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /// As it is written.
  @Override
  public String toString() {
    return text;
  }

  private RegistrationException unfilled(String got, String expected) {
    return new RegistrationException(
        "ca/template-unfilled",
        "SPIFFE ID `" + text + "` cannot be made of " + got + " (expected: " + expected + ")");
  }

  private static RegistrationException invalid(String fault) {
    return new RegistrationException("ca/entry-invalid", fault);
  }
}
