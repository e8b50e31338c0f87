package io.watchword.authz.builtin.crypto;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// How a chain of certificates is to be verified.
///
/// @param dnsName empty where the name does not matter
/// @param usages one of them must be allowed; Go's numbers
record ChainOptions(String dnsName, Instant now, List<Integer> usages) {

  private static final List<String> USAGES =
      List.of(
          "KeyUsageAny",
          "KeyUsageServerAuth",
          "KeyUsageClientAuth",
          "KeyUsageCodeSigning",
          "KeyUsageEmailProtection",
          "KeyUsageIPSECEndSystem",
          "KeyUsageIPSECTunnel",
          "KeyUsageIPSECUser",
          "KeyUsageTimeStamping",
          "KeyUsageOCSPSigning",
          "KeyUsageMicrosoftServerGatedCrypto",
          "KeyUsageNetscapeServerGatedCrypto",
          "KeyUsageMicrosoftCommercialCodeSigning",
          "KeyUsageMicrosoftKernelCodeSigning");

  /// For a TLS server, now.
  static ChainOptions standard(Instant now) {
    return new ChainOptions("", now, List.of(1));
  }

  static ChainOptions of(ObjectValue options, Instant systemTime) {
    String dnsName = "";
    Instant now = systemTime;
    List<Integer> usages = List.of();
    for (Value key : options.sortedKeys()) {
      if (!(key instanceof StringValue name)) {
        continue;
      }
      Value value = options.required(key);
      switch (name.text()) {
        case "DNSName" -> dnsName = dnsName(value);
        case "CurrentTime" -> now = time(value);
        case "MaxConstraintComparisons" -> checkComparisons(value);
        case "KeyUsages" -> usages = usages(value);
        default -> throw new BuiltinFailedException("invalid key option");
      }
    }
    return new ChainOptions(dnsName, now, usages.isEmpty() ? List.of(1) : usages);
  }

  private static String dnsName(Value value) {
    if (value instanceof StringValue text) {
      return unquoted(text.text());
    }
    throw new BuiltinFailedException("'DNSName' should be a string");
  }

  private static Instant time(Value value) {
    if (!(value instanceof NumberValue number)) {
      throw new BuiltinFailedException("'CurrentTime' should be a number");
    }
    OptionalLong nanos = number.asLong();
    if (nanos.isEmpty()) {
      throw new BuiltinFailedException("'CurrentTime' should be a valid int64 number");
    }
    return Instant.EPOCH.plusNanos(nanos.getAsLong());
  }

  private static void checkComparisons(Value value) {
    if (!(value instanceof NumberValue number)) {
      throw new BuiltinFailedException("'MaxConstraintComparisons' should be a number");
    }
    if (number.asLong().isEmpty()) {
      throw new BuiltinFailedException("'MaxConstraintComparisons' should be a valid number");
    }
  }

  private static List<Integer> usages(Value value) {
    List<Value> names =
        switch (value) {
          case ArrayValue array -> array.items();
          case SetValue set -> set.sorted();
          default -> throw new BuiltinFailedException("'KeyUsages' should be an Array or Set");
        };
    List<Integer> known = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (Value each : names) {
      if (each instanceof StringValue text) {
        String name = unquoted(text.text());
        int number = USAGES.indexOf(name);
        if (number >= 0) {
          known.add(number);
        } else {
          unknown.add(name);
        }
      }
    }
    if (!unknown.isEmpty()) {
      throw new BuiltinFailedException(
          "invalid entries for 'KeyUsages' found: [" + String.join(" ", unknown) + "]");
    }
    return known;
  }

  private static String unquoted(String text) {
    return text.replaceAll("^\"+|\"+$", "");
  }
}
