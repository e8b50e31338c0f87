package io.watchword.cli.registration;

import io.watchword.cli.output.DurationConverter;
import io.watchword.cli.output.OutputOptions;
import io.watchword.cli.output.TimeConverter;
import io.watchword.cli.running.CaAnswer;
import io.watchword.cli.running.RunningOptions;
import io.watchword.cli.running.wire.EntriesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `entry create|list|show|update|delete|apply|import`.
@Command(
    name = "entry",
    subcommands = {ApplyCommand.class, ImportCommand.class},
    mixinStandardHelpOptions = true,
    description = "Registration entries: which workloads may hold which SPIFFE ID.",
    footer = {
      "",
      "Example: watchword entry create --spiffe-id spiffe://example.org/ns/shop/sa/web \\",
      "           --parent-id spiffe://example.org/watchword/agent/host-1 --selector unix:uid:1000"
    })
public final class EntryCommand {

  /// What may be special about an entry, as the admin API spells it.
  enum EntryTrait {
    admin,
    downstream,
    store_svid,
    disable_x509_svid_prefetch,
    jwt_svid_include_jti
  }

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
        names = "--jwt-svid-ttl",
        paramLabel = "DURATION",
        converter = DurationConverter.class,
        description = "Life of its JWT-SVIDs, such as 5m. Default: the CA's.")
    private @Nullable Duration jwtTtl;

    @Option(
        names = "--hint",
        description = "Tells one identity of a workload from another; at most 1024 bytes.")
    private @Nullable String hint;

    @Option(
        names = "--federates-with",
        paramLabel = "TRUST_DOMAIN",
        description = "Foreign trust domain whose bundle its workloads get. Repeatable.")
    private List<String> federatesWith = List.of();

    @Option(
        names = "--dns-name",
        paramLabel = "NAME",
        description = "DNS name to put into the SVID besides. Repeatable.")
    private List<String> dnsNames = List.of();

    @Option(
        names = "--trait",
        paramLabel = "TRAIT",
        description =
            "What is special about it: ${COMPLETION-CANDIDATES}. Repeatable. admin: may call the"
                + " admin API; downstream: may have CA certificates; store_svid: goes to the"
                + " agent's SVID store; disable_x509_svid_prefetch: is ordered when asked for;"
                + " jwt_svid_include_jti: gives JWT-SVIDs a jti.")
    private List<EntryTrait> traits = List.of();

    @Option(
        names = "--no-trait",
        paramLabel = "TRAIT",
        description = "What is special about it no more. Repeatable.")
    private List<EntryTrait> noTraits = List.of();

    @Option(
        names = "--expires-at",
        paramLabel = "TIME",
        converter = TimeConverter.class,
        description = "When the entry ends by itself, RFC 3339.")
    private @Nullable Instant expiresAt;

    /// What `now` becomes: what was not named stays.
    private CaAnswer.Entry over(CaAnswer.Entry now, String spiffeId, String parentId) {
      return new CaAnswer.Entry(
          now.entryId(),
          spiffeId,
          parentId,
          selectors.isEmpty() ? now.selectors() : selectors,
          ttl == null ? now.x509SvidTtlSeconds() : wholeSeconds("--x509-svid-ttl", ttl),
          jwtTtl == null ? now.jwtSvidTtlSeconds() : wholeSeconds("--jwt-svid-ttl", jwtTtl),
          hint == null ? now.hint() : hint,
          dnsNames.isEmpty() ? now.dnsNames() : dnsNames,
          federatesWith.isEmpty() ? now.federatesWith() : federatesWith,
          has(EntryTrait.admin, now.admin()),
          has(EntryTrait.downstream, now.downstream()),
          has(EntryTrait.store_svid, now.storeSvid()),
          has(EntryTrait.disable_x509_svid_prefetch, now.disableX509SvidPrefetch()),
          has(EntryTrait.jwt_svid_include_jti, now.jwtSvidIncludeJti()),
          now.source(),
          now.revision(),
          null,
          expiresAt == null ? now.expiresAt() : expiresAt);
    }

    private boolean has(EntryTrait trait, boolean before) {
      return traits.contains(trait) || before && !noTraits.contains(trait);
    }
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
      @Option(
              names = "--entry-id",
              paramLabel = "ID",
              defaultValue = "",
              description = "What the entry is called. Default: the CA gives it a name.")
          String entryId,
      @Mixin Fields fields,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    CaAnswer.Entry wanted =
        fields.over(
            CaAnswer.Entry.wanted(spiffeId, parentId, List.of(), "").changing(entryId, 0),
            spiffeId,
            parentId);
    try (EntriesClient ca = EntriesClient.of(running.adminSocket())) {
      EntryText.print(output.console(), ca.createEntry(wanted));
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
    try (EntriesClient ca = EntriesClient.of(running.adminSocket())) {
      List<CaAnswer.Entry> entries = ca.entries(spiffeId, parentId);
      output
          .console()
          .print(
              new Entries(entries),
              out -> {
                entries.forEach(entry -> EntryText.write(out, entry));
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
    try (EntriesClient ca = EntriesClient.of(running.adminSocket())) {
      EntryText.print(output.console(), ca.showEntry(entryId));
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
    try (EntriesClient ca = EntriesClient.of(running.adminSocket())) {
      CaAnswer.Entry now = ca.showEntry(entryId);
      CaAnswer.Entry wanted =
          fields.over(
              now,
              spiffeId == null ? now.spiffeId() : spiffeId,
              parentId == null ? now.parentId() : parentId);
      EntryText.print(output.console(), ca.updateEntry(wanted));
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
    try (EntriesClient ca = EntriesClient.of(running.adminSocket())) {
      EntryText.print(output.console(), ca.deleteEntry(entryId));
    }
    return 0;
  }

  /// A document of its own, so that fields can join the list later.
  record Entries(List<CaAnswer.Entry> entries) {}

  /// X.509 knows whole seconds only; less than one would be a life of nothing.
  private static long wholeSeconds(String option, Duration ttl) {
    if (ttl.toSeconds() < 1) {
      throw new IllegalArgumentException(option + ": " + ttl + " (expected: 1s or more)");
    }
    return ttl.toSeconds();
  }
}
