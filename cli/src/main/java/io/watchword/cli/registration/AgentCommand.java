package io.watchword.cli.registration;

import io.watchword.cli.output.OutputOptions;
import io.watchword.cli.running.CaAnswer;
import io.watchword.cli.running.RunningOptions;
import io.watchword.cli.running.wire.AdminClient;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `agent list|show|evict|ban`. (`agent run` is the role itself; the launcher starts it.)
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    description = "Agents, one per host; `agent run -c FILE` runs one.",
    footer = {"", "Example: watchword agent list"})
public final class AgentCommand {

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword agent list"},
      description = "List agents.")
  int list(@Mixin RunningOptions running, @Mixin OutputOptions output) {
    try (AdminClient ca = AdminClient.of(running.adminSocket())) {
      List<CaAnswer.Agent> agents = ca.agents();
      output
          .console()
          .print(
              new Agents(agents),
              out -> {
                agents.forEach(agent -> write(out, agent));
                out.println(agents.size() + (agents.size() == 1 ? " agent" : " agents"));
              });
    }
    return 0;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword agent show spiffe://example.org/watchword/agent/host-1"},
      description = "Show one agent.")
  int show(
      @Parameters(paramLabel = "SPIFFE_ID") String spiffeId,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    return print(running, output, ca -> ca.showAgent(spiffeId));
  }

  @Command(
      name = "evict",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword agent evict spiffe://example.org/watchword/agent/host-1"},
      description = "End an agent's identity. It may attest itself again with a new token.")
  int evict(
      @Parameters(paramLabel = "SPIFFE_ID") String spiffeId,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    return print(running, output, ca -> ca.evictAgent(spiffeId));
  }

  @Command(
      name = "ban",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword agent ban spiffe://example.org/watchword/agent/host-1"},
      description =
          "End an agent's identity for good: this SPIFFE ID may never attest itself again.")
  int ban(
      @Parameters(paramLabel = "SPIFFE_ID") String spiffeId,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    return print(running, output, ca -> ca.banAgent(spiffeId));
  }

  record Agents(List<CaAnswer.Agent> agents) {}

  private static int print(
      RunningOptions running,
      OutputOptions output,
      Function<AdminClient, CaAnswer.Agent> question) {
    try (AdminClient ca = AdminClient.of(running.adminSocket())) {
      CaAnswer.Agent agent = question.apply(ca);
      output.console().print(agent, out -> write(out, agent));
    }
    return 0;
  }

  private static void write(PrintStream out, CaAnswer.Agent agent) {
    out.println("SPIFFE ID    " + agent.spiffeId());
    out.println("Status       " + agent.status() + " (" + agent.attestationType() + ")");
    out.println("Last seen    " + agent.lastSeen());
    out.println("SVID until   " + agent.svidNotAfter());
    out.println("Bundle       sequence " + agent.bundleSequence());
    out.println();
  }
}
