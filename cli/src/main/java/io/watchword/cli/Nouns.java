package io.watchword.cli;

import io.watchword.cli.audit.AuditCommand;
import io.watchword.cli.bundle.BundleCommand;
import io.watchword.cli.completion.CompletionCommand;
import io.watchword.cli.federation.FederationCommand;
import io.watchword.cli.federation.TrustCommand;
import io.watchword.cli.identity.IdentityCommand;
import io.watchword.cli.mesh.DownCommand;
import io.watchword.cli.mesh.UpCommand;
import io.watchword.cli.policy.PolicyCommand;
import io.watchword.cli.quickstart.QuickstartCommand;
import io.watchword.cli.registration.AgentCommand;
import io.watchword.cli.registration.EntryCommand;
import io.watchword.cli.registration.TokenCommand;
import io.watchword.cli.report.ReportCommand;
import io.watchword.cli.root.RootCommand;
import io.watchword.cli.shop.ShopCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// The top of the command tree: each noun with what makes its command. Only the noun that was typed
/// is made, because building all of them costs more than most commands do.
final class Nouns {

  private static final Map<String, Supplier<Object>> ALL = all();

  private Nouns() {}

  /// In the order of `--help`.
  static Map<String, Supplier<Object>> map() {
    return ALL;
  }

  private static Map<String, Supplier<Object>> all() {
    Map<String, Supplier<Object>> nouns = new LinkedHashMap<>();
    nouns.put("quickstart", QuickstartCommand::new);
    nouns.put("up", UpCommand::new);
    nouns.put("down", DownCommand::new);
    nouns.put("policy", PolicyCommand::new);
    nouns.put("bundle", BundleCommand::new);
    nouns.put("identity", IdentityCommand::new);
    nouns.put("entry", EntryCommand::new);
    nouns.put("token", TokenCommand::new);
    nouns.put("agent", AgentCommand::new);
    nouns.put("root", RootCommand::new);
    nouns.put("federation", FederationCommand::new);
    nouns.put("trust", TrustCommand::new);
    nouns.put("audit", AuditCommand::new);
    nouns.put("report", ReportCommand::new);
    nouns.put("shop", ShopCommand::new);
    nouns.put("rehearse", RehearseCommand::new);
    nouns.put("completion", () -> new CompletionCommand(WatchwordMain::whole));
    return nouns;
  }
}
