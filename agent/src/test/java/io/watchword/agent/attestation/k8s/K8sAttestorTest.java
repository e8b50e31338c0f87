package io.watchword.agent.attestation.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.agent.attestation.ProcessTable;
import io.watchword.agent.attestation.plugin.FailedAttestationException;
import io.watchword.agent.attestation.plugin.Selector;
import io.watchword.agent.attestation.plugin.Workload;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestSvid;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class K8sAttestorTest {

  private static final Workload WEB = new Workload(42, 1000, 1000);

  @TempDir Path folder;
  private final FakeClock clock = FakeClock.start();
  private final AtomicInteger pauses = new AtomicInteger();
  private Runnable onPause = () -> {};
  private FakeKubelet kubelet;

  @BeforeEach
  void start() throws Exception {
    kubelet = FakeKubelet.readOnly();
    kubelet.pods = FakeKubelet.onePod(FakeKubelet.UID);
    group("/kubepods/burstable/pod" + FakeKubelet.UID + "/" + FakeKubelet.ID);
  }

  @AfterEach
  void stop() {
    kubelet.close();
  }

  @Test
  void attest_containerOfAPod_hasAllThatTheKubeletSays() {
    assertThat(attestor(kubelet.address("http"), false).attest(WEB))
        .extracting(Selector::toString)
        .containsExactlyInAnyOrder(
            "k8s:ns:shop",
            "k8s:sa:orders",
            "k8s:node-name:node-1",
            "k8s:pod-name:orders-7f9",
            "k8s:pod-uid:" + FakeKubelet.UID,
            "k8s:pod-label:app:orders",
            "k8s:pod-label:tier:back:end",
            "k8s:pod-owner:ReplicaSet:orders-7f",
            "k8s:pod-owner-uid:ReplicaSet:rs-1",
            "k8s:pod-image-count:2",
            "k8s:pod-init-image-count:1",
            "k8s:pod-image:shop/orders:2",
            "k8s:pod-image:shop/orders@sha256:bb",
            "k8s:pod-image:side:1",
            "k8s:pod-init-image:init:1",
            "k8s:pod-init-image:docker.io/init@sha256:aa",
            "k8s:container-name:orders",
            "k8s:container-image:shop/orders:2",
            "k8s:container-image:shop/orders@sha256:bb");
  }

  @Test
  void attest_processInNoPod_hasNothingAndAsksNobody() throws Exception {
    group("/system.slice/web.service");

    assertThat(attestor(kubelet.address("http"), false).attest(WEB)).isEmpty();
    assertThat(kubelet.requests()).isZero();
  }

  @Test
  void attest_severalCallersWithinASecond_askOnce() {
    K8sAttestor attestor = attestor(kubelet.address("http"), false);

    attestor.attest(WEB);
    clock.advance(Duration.ofMillis(900));
    attestor.attest(WEB);
    assertThat(kubelet.requests()).isEqualTo(1);
    clock.advance(Duration.ofMillis(200));
    attestor.attest(WEB);
    assertThat(kubelet.requests()).isEqualTo(2);
  }

  @Test
  void attest_containerNotListedYet_isWaitedFor() {
    kubelet.pods = "{\"items\": []}";
    onPause =
        () -> {
          if (pauses.get() == 3) {
            kubelet.pods = FakeKubelet.onePod(FakeKubelet.UID);
          }
        };

    assertThat(attestor(kubelet.address("http"), false).attest(WEB)).isNotEmpty();
    assertThat(pauses).hasValue(3);
  }

  @Test
  void attest_containerNeverListed_failsWhenItsTimeIsOver() {
    kubelet.pods = "{\"items\": []}";

    assertThatThrownBy(() -> attestor(kubelet.address("http"), false).attest(WEB))
        .isInstanceOf(FailedAttestationException.class)
        .hasMessage("the kubelet does not list its container, within 2000ms");
    assertThat(pauses).hasValue(4);
  }

  @Test
  void attest_containerUnderAnotherPod_isRefused() {
    kubelet.pods = FakeKubelet.onePod("99999999-0000-0000-0000-000000000000");

    assertThatThrownBy(() -> attestor(kubelet.address("http"), false).attest(WEB))
        .hasMessage("the kubelet lists the container under another pod than its control group");
  }

  @Test
  void attest_staticPod_isKnownByItsHash() throws Exception {
    group("/kubepods/burstable/pod0123456789abcdef0123456789abcdef/" + FakeKubelet.ID);

    assertThat(attestor(kubelet.address("http"), false).attest(WEB)).isNotEmpty();
  }

  @Test
  void attest_kubeletRefuses_fails() {
    kubelet.status = 401;

    assertThatThrownBy(() -> attestor(kubelet.address("http"), false).attest(WEB))
        .hasMessage("the kubelet answered 401 to a request for its pods");
  }

  @Test
  void attest_answerThatIsNoJson_fails() {
    kubelet.pods = "<html>";

    assertThatThrownBy(() -> attestor(kubelet.address("http"), false).attest(WEB))
        .hasMessage("the kubelet's list of pods is no JSON");
  }

  @Test
  void attest_securePort_showsTheTokenOfNowToAKubeletOfOurCa() throws Exception {
    kubelet.close();
    TestCa ca = TestCa.root("example.org");
    kubelet = FakeKubelet.secure(tls(ca));
    kubelet.pods = FakeKubelet.onePod(FakeKubelet.UID);
    Files.writeString(folder.resolve("ca.pem"), ca.pem());
    Files.writeString(folder.resolve("token"), "first\n");
    K8sAttestor attestor = attestor(kubelet.address("https"), false);

    attestor.attest(WEB);
    Files.writeString(folder.resolve("token"), "second\n");
    clock.advance(Duration.ofSeconds(2));
    attestor.attest(WEB);

    assertThat(kubelet.authorizations).containsExactly("Bearer first", "Bearer second");
  }

  @Test
  void attest_securePortOfAStranger_isNotShownTheToken() throws Exception {
    kubelet.close();
    kubelet = FakeKubelet.secure(tls(TestCa.root("example.org")));
    Files.writeString(folder.resolve("ca.pem"), TestCa.root("example.org").pem());
    Files.writeString(folder.resolve("token"), "secret");

    assertThatThrownBy(() -> attestor(kubelet.address("https"), false).attest(WEB))
        .isInstanceOf(FailedAttestationException.class)
        .hasMessageStartingWith("the kubelet cannot be asked: ");
    assertThat(kubelet.authorizations).isEmpty();
  }

  @Test
  void attest_verificationSkipped_takesAnyKubelet() throws Exception {
    kubelet.close();
    kubelet = FakeKubelet.secure(tls(TestCa.root("example.org")));
    kubelet.pods = FakeKubelet.onePod(FakeKubelet.UID);

    assertThat(attestor(kubelet.address("https"), true).attest(WEB)).isNotEmpty();
  }

  @Test
  void settings_plainHttpToAnotherHost_isRefused() {
    assertThatThrownBy(() -> settings(URI.create("http://10.0.0.1:10255"), false))
        .hasMessage(
            "kubelet `http://10.0.0.1:10255` (expected: https://HOST:10250, or http:// to a"
                + " loopback address)");
  }

  private K8sAttestor attestor(URI address, boolean skip) {
    return K8sAttestor.of(
        settings(address, skip),
        new ProcessTable(folder),
        clock,
        time -> {
          pauses.incrementAndGet();
          clock.advance(time);
          onPause.run();
        });
  }

  private K8sSettings settings(URI address, boolean skip) {
    return new K8sSettings(
        address,
        folder.resolve("token"),
        folder.resolve("ca.pem"),
        skip,
        Duration.ofMillis(500),
        Duration.ofSeconds(2));
  }

  private void group(String path) throws Exception {
    Path own = Files.createDirectories(folder.resolve("42"));
    Files.write(own.resolve("cgroup"), List.of("0::" + path));
  }

  private static SSLContext tls(TestCa ca) throws Exception {
    TestSvid svid =
        ca.leaf(
            "spiffe://example.org/x",
            leaf -> leaf.noNames().ip((byte) 127, (byte) 0, (byte) 0, (byte) 1));
    KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
    keys.load(null, null);
    keys.setKeyEntry("kubelet", svid.key(), new char[0], svid.chain().toArray(new Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }
}
