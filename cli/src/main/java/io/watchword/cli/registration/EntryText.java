package io.watchword.cli.registration;

import io.watchword.cli.output.Console;
import io.watchword.cli.running.CaAnswer;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Entries and their changes as an operator reads them. Thread-safe: no state.
final class EntryText {

  private EntryText() {}

  static void print(Console console, CaAnswer.Entry entry) {
    console.print(entry, out -> write(out, entry));
  }

  static void write(PrintStream out, CaAnswer.Entry entry) {
    out.println("Entry        " + entry.entryId() + "  (revision " + entry.revision() + ")");
    out.println("SPIFFE ID    " + entry.spiffeId());
    out.println("Parent       " + entry.parentId());
    entry.selectors().forEach(selector -> out.println("Selector     " + selector));
    out.println("SVID life    " + life(entry.x509SvidTtlSeconds()));
    if (entry.jwtSvidTtlSeconds() != 0) {
      out.println("JWT life     " + life(entry.jwtSvidTtlSeconds()));
    }
    if (!entry.hint().isEmpty()) {
      out.println("Hint         " + entry.hint());
    }
    entry.dnsNames().forEach(name -> out.println("DNS name     " + name));
    entry.federatesWith().forEach(name -> out.println("Federates    " + name));
    traits(entry).forEach(trait -> out.println("Trait        " + trait));
    Instant end = entry.expiresAt();
    if (end != null) {
      out.println("Ends         " + end);
    }
    if (!entry.source().isEmpty()) {
      out.println("Source       " + entry.source());
    }
    out.println();
  }

  /// A line for each change that is one, and what it changes.
  static void write(PrintStream out, Console console, CaAnswer.EntryChange change) {
    CaAnswer.Entry entry = change.subject();
    String subject = entry.spiffeId() + "  " + String.join(" ", entry.selectors());
    switch (change.kind()) {
      case "create" -> out.println(console.green("+ " + subject));
      case "delete" -> out.println(console.red("- " + subject));
      case "update" -> {
        out.println(console.bold("~ " + subject));
        CaAnswer.Entry before = change.before();
        CaAnswer.Entry after = change.after();
        if (before != null && after != null) {
          change
              .fields()
              .forEach(
                  field ->
                      out.println(
                          "    "
                              + field
                              + ": "
                              + said(before, field)
                              + " -> "
                              + said(after, field)));
        }
      }
      default -> {}
    }
  }

  private static String said(CaAnswer.Entry entry, String field) {
    return switch (field) {
      case "spiffe-id" -> entry.spiffeId();
      case "parent-id" -> entry.parentId();
      case "selectors" -> entry.selectors().toString();
      case "x509-svid-ttl" -> life(entry.x509SvidTtlSeconds());
      case "jwt-svid-ttl" -> life(entry.jwtSvidTtlSeconds());
      case "hint" -> "`" + entry.hint() + "`";
      case "dns-names" -> entry.dnsNames().toString();
      case "federates-with" -> entry.federatesWith().toString();
      case "expires-at" -> entry.expiresAt() == null ? "never" : String.valueOf(entry.expiresAt());
      case "source" -> entry.source().isEmpty() ? "by hand" : entry.source();
      default -> traits(entry).contains(field) ? "yes" : "no";
    };
  }

  private static List<String> traits(CaAnswer.Entry entry) {
    List<String> traits = new ArrayList<>();
    addIf(entry.admin(), "admin", traits);
    addIf(entry.downstream(), "downstream", traits);
    addIf(entry.storeSvid(), "store-svid", traits);
    addIf(entry.disableX509SvidPrefetch(), "disable-x509-svid-prefetch", traits);
    addIf(entry.jwtSvidIncludeJti(), "jwt-svid-include-jti", traits);
    return traits;
  }

  private static void addIf(boolean holds, String trait, List<String> traits) {
    if (holds) {
      traits.add(trait);
    }
  }

  private static String life(long seconds) {
    return seconds == 0 ? "the CA's default" : Duration.ofSeconds(seconds).toString();
  }
}
