package io.watchword.agent.attestation.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.agent.attestation.plugin.FailedAttestationException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlGroupsTest {

  private static final String ID = "0a1b2c3d".repeat(8);
  private static final String OTHER = "ffeeddcc".repeat(8);
  private static final String UID = "72f4a1d0-9b1e-4d2c-8e7a-001122334455";
  private static final String SLICED = UID.replace('-', '_');
  private static final String PLAIN = UID.replace("-", "");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/kubepods/burstable/pod$U/$I",
        "/kubepods/besteffort/pod$U/$I",
        "/kubepods/pod$U/$I",
        "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod$S.slice/cri-containerd-$I.scope",
        "/kubepods.slice/kubepods-pod$S.slice/crio-$I.scope",
        "/kubepods.slice/kubepods-pod$S.slice/crio-$I.scope/container",
        "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod$S.slice/docker-$I.scope",
        "/kubelet/kubepods/besteffort/pod$U/$I",
        "/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-besteffort.slice/kubelet-kubepods-besteffort-pod$S.slice/cri-containerd-$I.scope",
        "/system.slice/containerd.service/kubepods-burstable-pod$S.slice:cri-containerd:$I",
        "/../../kubepods-burstable.slice/kubepods-burstable-pod$S.slice/cri-containerd-$I.scope",
        "/../kubepods-besteffort-pod$S.slice/crio-$I.scope",
        "/../../besteffort/pod$U/$I",
        "/kubepods/burstable/pod$U/$I/docker/$O",
        "/kubepods/pod$P/$I",
      })
  void pod_kubeletsOwnPath_isTheContainer(String path) {
    assertThat(ControlGroups.pod(List.of("/", filled(path))))
        .contains(new Container(ID, Optional.of(PLAIN)));
  }

  /// Whoever owns a part of the tree can give groups below it any name.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/init.scope",
        "/user.slice/user-1000.slice/user@1000.service/kubepods/burstable/pod$U/$I",
        "/user.slice/user-1000.slice/user@1000.service/app.slice/kubepods.slice/kubepods-pod$S.slice/cri-containerd-$I.scope",
        "/user.slice/user-1000.slice/user@1000.service/app.slice/docker-$I.scope",
        "/system.slice/mine.service/kubepods/burstable/pod$U/$I",
        "/system.slice/mine.service/docker/$I",
        "/kubepods.slice/kubepods-pod$S.slice/crio-conmon-$I.scope",
        "/kubepods.slice/kubepods-pod$S.slice",
        "/kubepods/burstable/evil/pod$U/$I",
        "/mine/docker/$I",
        "/mine/docker-$I.scope",
      })
  void any_pathThatOnlyAnOwnerOfAPartCouldMake_isNoContainer(String path) {
    assertThat(ControlGroups.any(List.of(filled(path)))).isEmpty();
  }

  @Test
  void pod_podInsideAPod_isTheOuterOne() {
    String forged =
        filled("/kubepods/pod$U/$I/kubepods/burstable/pod99999999-0000-0000-0000-000000000000/$O");

    assertThat(ControlGroups.pod(List.of(forged))).contains(new Container(ID, Optional.of(PLAIN)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/docker/$I",
        "/docker/$I/docker/$O",
        "/system.slice/docker-$I.scope",
        "/machine.slice/libpod-$I.scope/container",
        "/../$I",
        "/../docker-$I.scope",
      })
  void any_containerOfDocker_isKnownAndNoPod(String path) {
    assertThat(ControlGroups.any(List.of(filled(path))))
        .contains(new Container(ID, Optional.empty()));
    assertThat(ControlGroups.pod(List.of(filled(path)))).isEmpty();
  }

  @Test
  void any_hierarchiesThatContradictEachOther_fail() {
    assertThatThrownBy(() -> ControlGroups.any(List.of(filled("/docker/$I"), filled("/docker/$O"))))
        .isInstanceOf(FailedAttestationException.class)
        .hasMessage("the process is in 2 containers at once");
  }

  private static String filled(String path) {
    return path.replace("$I", ID)
        .replace("$O", OTHER)
        .replace("$U", UID)
        .replace("$S", SLICED)
        .replace("$P", PLAIN);
  }
}
