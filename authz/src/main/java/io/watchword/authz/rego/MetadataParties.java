package io.watchword.authz.rego;

import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.net.URI;
import java.net.URISyntaxException;

/// Authors and related resources, written short as a string or long as an object.
final class MetadataParties {

  private static final String WRONG_TYPE = "invalid value type, must be string or map";

  private MetadataParties() {}

  static Value author(Value written) {
    if (written instanceof StringValue text) {
      return author(text.text(), written);
    }
    if (!(written instanceof ObjectValue object)) {
      throw invalid("author", written, WRONG_TYPE);
    }
    String name = text(object, "name");
    String email = text(object, "email");
    if (name.isEmpty() && email.isEmpty()) {
      throw invalid("author", written, "'name' and/or 'email' values required in object");
    }
    return pair("name", name, "email", email);
  }

  // The last word is the address where it stands in angle brackets.
  private static Value author(String text, Value written) {
    if (text.isBlank()) {
      throw invalid("author", written, "author is an empty string");
    }
    String[] words = text.strip().split("\\s+");
    String last = words[words.length - 1];
    boolean hasEmail = last.length() >= 2 && last.startsWith("<") && last.endsWith(">");
    String email = hasEmail ? last.substring(1, last.length() - 1) : "";
    int names = hasEmail ? words.length - 1 : words.length;
    String name = String.join(" ", java.util.Arrays.asList(words).subList(0, names));
    return pair("name", name, "email", email);
  }

  static Value relatedResource(Value written) {
    if (written instanceof StringValue text) {
      if (text.text().isEmpty()) {
        throw invalid("related-resource", written, "ref URL may not be empty string");
      }
      return pair("ref", url(text.text(), written), "description", "");
    }
    if (!(written instanceof ObjectValue object)) {
      throw invalid("related-resource", written, WRONG_TYPE);
    }
    String ref = text(object, "ref");
    if (ref.isEmpty()) {
      throw invalid("related-resource", written, "'ref' value required in object");
    }
    return pair("ref", url(ref, written), "description", text(object, "description"));
  }

  private static String url(String text, Value written) {
    // Blanks are fine in paths, but nothing that is no URL at all.
    try {
      new URI(text.replace(" ", "%20"));
      return text.replace(" ", "%20");
    } catch (URISyntaxException e) {
      throw invalid("related-resource", written, "parse \"" + text + "\": " + e.getReason());
    }
  }

  private static String text(ObjectValue object, String field) {
    return object.get(new StringValue(field)) instanceof StringValue text
        ? text.text().strip()
        : "";
  }

  private static Value pair(String first, String value, String second, String other) {
    TableValue document = TableValue.growing();
    if (!value.isEmpty()) {
      document.put(new StringValue(first), new StringValue(value));
    }
    if (!other.isEmpty()) {
      document.put(new StringValue(second), new StringValue(other));
    }
    return document;
  }

  private static MetadataException invalid(String what, Value written, String why) {
    return new MetadataException(
        "invalid " + what + " definition " + GoMapText.of(written) + ": " + why, -1);
  }
}
