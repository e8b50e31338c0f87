package io.watchword.agent.attestation.unix;

import io.watchword.agent.attestation.ProcessTable;
import io.watchword.agent.attestation.plugin.Selector;
import io.watchword.agent.attestation.plugin.Workload;
import io.watchword.agent.attestation.plugin.WorkloadAttestor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the kernel knows of a process. Thread-safe.
///
/// Selectors: `unix:uid:N`, `unix:gid:N`, `unix:user:NAME`, `unix:group:NAME`,
/// `unix:supplementary_gid:N`, `unix:supplementary_group:NAME`, `unix:path:FILE`, and where asked
/// for `unix:sha256:DIGEST` of the program.
public final class UnixAttestor implements WorkloadAttestor {

  private static final String TYPE = "unix";

  private final ProcessTable processes;
  private final AccountNames users;
  private final AccountNames groups;
  private final Optional<ExecutableDigests> digests;

  /// @param users of `/etc/passwd`
  /// @param groups of `/etc/group`
  /// @param digests empty: programs are not read
  public UnixAttestor(
      ProcessTable processes,
      AccountNames users,
      AccountNames groups,
      Optional<ExecutableDigests> digests) {
    this.processes = processes;
    this.users = users;
    this.groups = groups;
    this.digests = digests;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public boolean isSlow() {
    return digests.isPresent();
  }

  @Override
  public List<Selector> attest(Workload workload) {
    List<Selector> found = new ArrayList<>();
    found.add(selector("uid", Integer.toUnsignedString(workload.uid())));
    found.add(selector("gid", Integer.toUnsignedString(workload.gid())));
    users.name(workload.uid()).ifPresent(name -> found.add(selector("user", name)));
    groups.name(workload.gid()).ifPresent(name -> found.add(selector("group", name)));
    if (workload.pid() <= 0) {
      return found;
    }
    processes.executable(workload.pid()).ifPresent(path -> found.add(selector("path", path)));
    for (int gid : processes.groups(workload.pid())) {
      found.add(selector("supplementary_gid", Integer.toUnsignedString(gid)));
      groups.name(gid).ifPresent(name -> found.add(selector("supplementary_group", name)));
    }
    digests
        .flatMap(known -> known.sha256(processes.executableFile(workload.pid())))
        .ifPresent(digest -> found.add(selector("sha256", digest)));
    return found;
  }

  @Override
  public void close() {
    digests.ifPresent(ExecutableDigests::close);
  }

  private static Selector selector(String key, String value) {
    return new Selector(TYPE, key + ":" + value);
  }
}
