package io.watchword.authz.builtin.crypto;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.keys.Der;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A name of X.501 as a document. Stateless.
final class DistinguishedName {

  private static final Map<String, String> LISTS =
      Map.of(
          "2.5.4.6", "Country",
          "2.5.4.7", "Locality",
          "2.5.4.8", "Province",
          "2.5.4.9", "StreetAddress",
          "2.5.4.10", "Organization",
          "2.5.4.11", "OrganizationalUnit",
          "2.5.4.17", "PostalCode");

  private DistinguishedName() {}

  static Value document(Der name) {
    String commonName = "";
    String serialNumber = "";
    Map<String, List<String>> lists = new TreeMap<>();
    LISTS.values().forEach(list -> lists.put(list, new ArrayList<>()));
    List<Value> names = new ArrayList<>();
    for (Der relative : name.as(Der.SEQUENCE).children()) {
      for (Der attribute : relative.as(Der.SET).children()) {
        List<Der> parts = attribute.as(Der.SEQUENCE).children();
        String text = text(parts.get(1));
        Fields both = new Fields().with("Type", Fields.oid(parts.get(0).oid()));
        names.add(both.with("Value", text).done());
        String type = parts.get(0).dotted();
        switch (type) {
          case "2.5.4.3" -> commonName = text;
          case "2.5.4.5" -> serialNumber = text;
          default -> {
            List<String> list = lists.get(LISTS.getOrDefault(type, ""));
            if (list != null) {
              list.add(text);
            }
          }
        }
      }
    }
    Fields fields =
        new Fields()
            .with("CommonName", commonName)
            .with("SerialNumber", serialNumber)
            .list("Names", names, n -> n)
            .nothing("ExtraNames");
    lists.forEach(fields::texts);
    return fields.done();
  }

  private static String text(Der value) {
    return AsnText.of(value)
        .orElseThrow(
            () ->
                new BuiltinFailedException(
                    "x509: invalid RDNSequence: invalid attribute value: unsupported string type: "
                        + value.tag()));
  }

  /// The common name of a document.
  static String commonName(Value document) {
    return document instanceof io.watchword.authz.value.ObjectValue object
            && object.get(new StringValue("CommonName")) instanceof StringValue text
        ? text.text()
        : "";
  }
}
