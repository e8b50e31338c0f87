package io.watchword.cli.registration;

import io.watchword.cli.output.Console;
import io.watchword.cli.output.DurationConverter;
import io.watchword.cli.output.OutputOptions;
import io.watchword.cli.running.CaAnswer;
import io.watchword.cli.running.RunningOptions;
import io.watchword.cli.running.wire.AdminClient;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `entry create|list|show|update|delete`.
@Command(
    name = "entry",
    mixinStandardHelpOptions = true,
    description = "Registration entries: which workloads may hold which SPIFFE ID.",
    footer = {
      "",
      "Example: watchword entry create --spiffe-id spiffe://example.org/ns/shop/sa/web \\",
      "           --parent-id spiffe://example.org/watchword/agent/host-1 --selector unix:uid:1000"
    })
public final class EntryCommand {

  /// The parts of an entry that an operator sets.
  static final class Fields {

    @Option(
        names = "--selector",
        paramLabel = "TYPE:VALUE",
        description = "What a workload must be, all of them, such as unix:uid:1000. Repeatable.")
    private List<String> selectors = List.of();

    @Option(
        names = "--x509-svid-ttl",
        paramLabel = "DURATION",
        converter = DurationConverter.class,
        description = "Life of its SVIDs, such as 30m. Default: the CA's svid-ttl.")
    private @Nullable Duration ttl;

    @Option(
        names = "--hint",
        description = "Tells one identity of a workload from another; at most 1024 bytes.")
    private @Nullable String hint;

    @Option(
        names = "--federates-with",
        paramLabel = "TRUST_DOMAIN",
        description = "Not available in this version: the CA refuses it.")
    private List<String> federatesWith = List.of();

    @Option(
        names = "--dns-name",
        paramLabel = "NAME",
        description = "DNS name to put into the SVID besides. Repeatable.")
    private List<String> dnsNames = List.of();
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Example: watchword entry create --spiffe-id spiffe://example.org/ns/shop/sa/web \\",
        "           --parent-id spiffe://example.org/watchword/agent/host-1 --selector"
            + " unix:uid:1000"
      },
      description = "Create an entry; its agent hears of it at once.")
  int create(
      @Option(names = "--spiffe-id", required = true, paramLabel = "ID") String spiffeId,
      @Option(names = "--parent-id", required = true, paramLabel = "ID") String parentId,
      @Mixin Fields fields,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    CaAnswer.Entry wanted =
        new CaAnswer.Entry(
            "",
            spiffeId,
            parentId,
            fields.selectors,
            fields.ttl == null ? 0 : wholeSeconds(fields.ttl),
            fields.hint == null ? "" : fields.hint,
            fields.dnsNames,
            fields.federatesWith,
            0,
            null,
            null);
    try (AdminClient ca = AdminClient.of(running.adminSocket())) {
      print(output.console(), ca.createEntry(wanted));
    }
    return 0;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Example: watchword entry list --spiffe-id spiffe://example.org/ns/shop/sa/web"
      },
      description = "List entries.")
  int list(
      @Option(names = "--spiffe-id", paramLabel = "ID", defaultValue = "") String spiffeId,
      @Option(names = "--parent-id", paramLabel = "ID", defaultValue = "") String parentId,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    try (AdminClient ca = AdminClient.of(running.adminSocket())) {
      List<CaAnswer.Entry> entries = ca.entries(spiffeId, parentId);
      output
          .console()
          .print(
              new Entries(entries),
              out -> {
                entries.forEach(entry -> write(out, entry));
                out.println(entries.size() + (entries.size() == 1 ? " entry" : " entries"));
              });
    }
    return 0;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword entry show e-01jc3v9y2m8r4t6w8y0a2c4e6g"},
      description = "Show one entry.")
  int show(
      @Parameters(paramLabel = "ENTRY_ID") String entryId,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    try (AdminClient ca = AdminClient.of(running.adminSocket())) {
      print(output.console(), ca.showEntry(entryId));
    }
    return 0;
  }

  @Command(
      name = "update",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Example: watchword entry update e-01jc3v9y2m8r4t6w8y0a2c4e6g --selector unix:uid:1001"
      },
      description =
          "Change an entry; what is not named stays. Refused if somebody changed it meanwhile.")
  int update(
      @Parameters(paramLabel = "ENTRY_ID") String entryId,
      @Option(names = "--spiffe-id", paramLabel = "ID") @Nullable String spiffeId,
      @Option(names = "--parent-id", paramLabel = "ID") @Nullable String parentId,
      @Mixin Fields fields,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    try (AdminClient ca = AdminClient.of(running.adminSocket())) {
      CaAnswer.Entry now = ca.showEntry(entryId);
      CaAnswer.Entry wanted =
          new CaAnswer.Entry(
              entryId,
              spiffeId == null ? now.spiffeId() : spiffeId,
              parentId == null ? now.parentId() : parentId,
              fields.selectors.isEmpty() ? now.selectors() : fields.selectors,
              fields.ttl == null ? now.x509SvidTtlSeconds() : wholeSeconds(fields.ttl),
              fields.hint == null ? now.hint() : fields.hint,
              fields.dnsNames.isEmpty() ? now.dnsNames() : fields.dnsNames,
              fields.federatesWith.isEmpty() ? now.federatesWith() : fields.federatesWith,
              now.revision(),
              null,
              null);
      print(output.console(), ca.updateEntry(wanted));
    }
    return 0;
  }

  @Command(
      name = "delete",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword entry delete e-01jc3v9y2m8r4t6w8y0a2c4e6g"},
      description = "Delete an entry; its agent stops serving the identity at once.")
  int delete(
      @Parameters(paramLabel = "ENTRY_ID") String entryId,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    try (AdminClient ca = AdminClient.of(running.adminSocket())) {
      print(output.console(), ca.deleteEntry(entryId));
    }
    return 0;
  }

  /// A document of its own, so that fields can join the list later.
  record Entries(List<CaAnswer.Entry> entries) {}

  private static void print(Console console, CaAnswer.Entry entry) {
    console.print(entry, out -> write(out, entry));
  }

  private static void write(PrintStream out, CaAnswer.Entry entry) {
    out.println("Entry        " + entry.entryId() + "  (revision " + entry.revision() + ")");
    out.println("SPIFFE ID    " + entry.spiffeId());
    out.println("Parent       " + entry.parentId());
    entry.selectors().forEach(selector -> out.println("Selector     " + selector));
    out.println(
        "SVID life    "
            + (entry.x509SvidTtlSeconds() == 0
                ? "the CA's default"
                : Duration.ofSeconds(entry.x509SvidTtlSeconds()).toString()));
    if (!entry.hint().isEmpty()) {
      out.println("Hint         " + entry.hint());
    }
    entry.dnsNames().forEach(name -> out.println("DNS name     " + name));
    out.println();
  }

  /// X.509 knows whole seconds only; less than one would be a life of nothing.
  private static long wholeSeconds(Duration ttl) {
    if (ttl.toSeconds() < 1) {
      throw new IllegalArgumentException("--x509-svid-ttl: " + ttl + " (expected: 1s or more)");
    }
    return ttl.toSeconds();
  }
}
