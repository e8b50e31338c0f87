package io.watchword.agent.attestation.container;

import io.watchword.agent.attestation.plugin.FailedAttestationException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the container out of the paths in `/proc/PID/cgroup`. No state.
///
/// A path counts only from its beginning: whoever owns a part of the tree (a user's session, a
/// container that may make groups) can make groups of any name below it, and none above. So the
/// outermost container is the one, and a name that stands where only an owner of a part could have
/// put it is none.
public final class ControlGroups {
  // [1] Kubernetes, kubelet/cm: `kubepods[/QOS]/podUID/ID`, as slices `kubepods-QOS-podUID.slice`.
  // [2] Scopes: `cri-containerd-ID.scope`, `crio-ID.scope`, `docker-ID.scope`, `libpod-ID.scope`.
  // [3] containerd without systemd's driver under systemd:
  // `kubepods-QOS-podUID.slice:cri-containerd:ID`.

  private static final Pattern ROOT =
      Pattern.compile("kubepods(\\.slice)?|kubelet-kubepods\\.slice");
  private static final Pattern QOS =
      Pattern.compile(
          "(?:(?:kubelet-)?kubepods-)?(?:burstable|besteffort|guaranteed)(?:\\.slice)?");
  private static final String POD_NAME =
      "(?:(?:kubelet-)?kubepods-(?:(?:burstable|besteffort|guaranteed)-)?)?pod"
          + "([0-9a-f]{8}[-_]?[0-9a-f]{4}[-_]?[0-9a-f]{4}[-_]?[0-9a-f]{4}[-_]?[0-9a-f]{12})";
  private static final Pattern POD = Pattern.compile(POD_NAME + "(?:\\.slice)?");
  private static final Pattern POD_AND_CONTAINER =
      Pattern.compile(POD_NAME + "\\.slice:(?:cri-containerd|crio):([0-9a-f]{64})");
  private static final Pattern CONTAINER =
      Pattern.compile("(?:(?:cri-containerd|crio|docker|libpod)-)?([0-9a-f]{64})(?:\\.scope)?");
  private static final Pattern SCOPE = Pattern.compile("(?:docker|libpod)-([0-9a-f]{64})\\.scope");
  // Groups that only the system makes.
  private static final Set<String> ABOVE_PODS =
      Set.of(
          "kubelet",
          "kubelet.slice",
          "system.slice",
          "containerd.service",
          "crio.service",
          "docker.service",
          "kubelet.service",
          "k3s.service");

  private ControlGroups() {}

  /// The pod's container that a process with these groups runs in; empty where it is in none.
  ///
  /// @throws FailedAttestationException where the groups contradict each other
  public static Optional<Container> pod(List<String> paths) {
    return only(paths.stream().flatMap(path -> podOf(segments(path)).stream()).toList());
  }

  /// The container that a process with these groups runs in, be it a pod's or not.
  ///
  /// @throws FailedAttestationException where the groups contradict each other
  public static Optional<Container> any(List<String> paths) {
    return only(
        paths.stream()
            .flatMap(path -> podOf(segments(path)).or(() -> plainOf(segments(path))).stream())
            .toList());
  }

  private static Optional<Container> only(List<Container> found) {
    Set<Container> different = new LinkedHashSet<>(found);
    if (different.size() > 1) {
      throw new FailedAttestationException(
          "the process is in " + different.size() + " containers at once");
    }
    return different.stream().findFirst();
  }

  private static Optional<Container> podOf(List<String> segments) {
    int at = climbed(segments);
    boolean isRelative = at > 0;
    while (at < segments.size() && ABOVE_PODS.contains(segments.get(at))) {
      at++;
    }
    boolean rooted = at < segments.size() && ROOT.matcher(segments.get(at)).matches();
    if (rooted) {
      at++;
    }
    Matcher both = at < segments.size() ? POD_AND_CONTAINER.matcher(segments.get(at)) : null;
    if (both != null && both.matches()) {
      return Optional.of(new Container(both.group(2), Optional.of(plainUid(both.group(1)))));
    }
    // As seen from inside a pod: the paths of others begin somewhere below the root.
    if (!rooted && !isRelative) {
      return Optional.empty();
    }
    if (at < segments.size() && QOS.matcher(segments.get(at)).matches()) {
      at++;
    }
    if (at + 1 >= segments.size()) {
      return Optional.empty();
    }
    Matcher pod = POD.matcher(segments.get(at));
    Matcher container = CONTAINER.matcher(segments.get(at + 1));
    return pod.matches() && container.matches()
        ? Optional.of(new Container(container.group(1), Optional.of(plainUid(pod.group(1)))))
        : Optional.empty();
  }

  private static Optional<Container> plainOf(List<String> segments) {
    int at = climbed(segments);
    boolean isRelative = at > 0;
    if (at < segments.size() && segments.get(at).equals("docker")) {
      return at + 1 < segments.size() ? container(segments.get(at + 1)) : Optional.empty();
    }
    // Slices that a user's own manager made are the user's to fill.
    while (at < segments.size()
        && segments.get(at).endsWith(".slice")
        && !segments.get(at).startsWith("user")) {
      at++;
    }
    if (at >= segments.size()) {
      return Optional.empty();
    }
    Matcher scope = SCOPE.matcher(segments.get(at));
    if (scope.matches()) {
      return Optional.of(new Container(scope.group(1), Optional.empty()));
    }
    return isRelative && at == climbed(segments) ? container(segments.get(at)) : Optional.empty();
  }

  private static Optional<Container> container(String segment) {
    Matcher matcher = CONTAINER.matcher(segment);
    return matcher.matches()
        ? Optional.of(new Container(matcher.group(1), Optional.empty()))
        : Optional.empty();
  }

  private static List<String> segments(String path) {
    return Arrays.stream(path.split("/")).filter(segment -> !segment.isEmpty()).toList();
  }

  private static int climbed(List<String> segments) {
    int at = 0;
    while (at < segments.size() && segments.get(at).equals("..")) {
      at++;
    }
    return at;
  }

  private static String plainUid(String uid) {
    return uid.replace("-", "").replace("_", "");
  }
}
