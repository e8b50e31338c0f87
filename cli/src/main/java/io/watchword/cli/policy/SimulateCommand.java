package io.watchword.cli.policy;

import io.watchword.authz.decision.DefaultAction;
import io.watchword.authz.load.LoadSettings;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.authz.load.PolicyChecker;
import io.watchword.authz.load.PolicyLoader;
import io.watchword.authz.simulate.MeshModel;
import io.watchword.authz.simulate.PolicySimulator;
import io.watchword.authz.simulate.Question;
import io.watchword.authz.simulate.Verdict;
import io.watchword.cli.output.OutputOptions;
import io.watchword.identity.id.SpiffeId;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import io.watchword.platform.diagnostics.Suggestion;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `policy simulate`: may A do this to B, and by which rule? Without a mesh.
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Ask policies what they would decide, without a mesh: the verdict, the rule, and for a denial"
          + " the nearest change that",
      "would allow it. Exit codes: 0 allowed, 2 denied."
    },
    footer = {
      "",
      "Example: watchword policy simulate -p policies/ -f mesh.yaml \\",
      "           --from spiffe://example.org/ns/shop/sa/web --to orders --method GET --path"
          + " /orders"
    })
public final class SimulateCommand implements Callable<Integer> {

  /// What would travel.
  enum Protocol {
    http,
    tcp
  }

  @Option(
      names = "-p",
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      description = "Policy files and folders.")
  private List<Path> policies = List.of();

  @Option(
      names = "-f",
      paramLabel = "mesh.yaml",
      description = "The mesh that --to is a workload of.")
  private @Nullable Path mesh;

  @Option(names = "--from", required = true, paramLabel = "SPIFFE_ID", description = "The caller.")
  private String from = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "WORKLOAD",
      description = "The workload called.")
  private String to = "";

  @Option(
      names = "--to-namespace",
      paramLabel = "NS",
      description = "Its namespace. Default: as the mesh says, else `default`.")
  private @Nullable String namespace;

  @Option(
      names = "--to-label",
      paramLabel = "K=V",
      description = "A label of it; repeatable. Default: as the mesh says.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--protocol",
      defaultValue = "http",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Protocol protocol = Protocol.http;

  @Option(names = "--method", defaultValue = "GET", description = "Default: ${DEFAULT-VALUE}.")
  private String method = "GET";

  @Option(
      names = "--path",
      defaultValue = "/",
      description = "With its query, if any. Default: ${DEFAULT-VALUE}.")
  private String path = "/";

  @Option(names = "--host", description = "Default: the workload's name.")
  private @Nullable String host;

  @Option(names = "--header", paramLabel = "K=V", description = "A header; repeatable.")
  private Map<String, String> headers = new LinkedHashMap<>();

  @Option(names = "--port", description = "The application's port. Default: its first.")
  private @Nullable Integer port;

  @Mixin private OutputOptions output = new OutputOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    SpiffeId caller = SpiffeId.parse(from);
    Optional<MeshFileModel> file = Optional.ofNullable(mesh).map(MeshFileModel::read);
    MeshModel model =
        file.map(MeshFileModel::model)
            .orElse(
                new MeshModel(LoadSettings.DEFAULT.rootNamespace(), DefaultAction.DENY, List.of()));
    MeshModel.Workload target = target(model, caller.trustDomain().name());
    LoadedPolicy policy =
        PolicyLoader.load(
            PolicyChecker.read(policies),
            file.map(MeshFileModel::settings).orElse(LoadSettings.DEFAULT));
    Verdict verdict = PolicySimulator.simulate(policy, model, question(caller, target));
    output.console().print(verdict, out -> VerdictText.write(out, verdict));
    return verdict.allowed() ? ExitCodes.DONE : ExitCodes.NO;
  }

  private Question question(SpiffeId caller, MeshModel.Workload target) {
    int first = target.ports().isEmpty() ? 0 : target.ports().getFirst();
    boolean http = protocol == Protocol.http;
    return new Question(
        caller.toString(),
        target,
        http,
        http ? method : "",
        http ? path : "",
        http ? (host == null ? target.name() : host) : "",
        headers,
        port == null ? first : port);
  }

  private MeshModel.Workload target(MeshModel model, String trustDomain) {
    if (mesh == null) {
      String ns = namespace == null ? "default" : namespace;
      return new MeshModel.Workload(
          to, ns, to, "spiffe://" + trustDomain + "/ns/" + ns + "/sa/" + to, labels, List.of());
    }
    MeshModel.Workload found =
        model.workload(to, Optional.ofNullable(namespace)).orElseThrow(() -> unknown(model));
    return labels.isEmpty()
        ? found
        : new MeshModel.Workload(
            found.name(),
            found.namespace(),
            found.serviceAccount(),
            found.spiffeId(),
            labels,
            found.ports());
  }

  private ParameterException unknown(MeshModel model) {
    List<String> names = model.workloads().stream().map(MeshModel.Workload::name).toList();
    String hint =
        Suggestion.nearest(to, names)
            .map(near -> "did you mean `" + near + "`?")
            .orElse("expected: one of " + String.join(", ", names));
    CommandLine line = spec == null ? new CommandLine(this) : spec.commandLine();
    return new ParameterException(
        line, "--to: the mesh has no workload `" + to + "` (" + hint + ")");
  }
}
