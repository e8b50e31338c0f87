package io.watchword.proxy;

import io.netty.util.concurrent.Ticker;
import io.watchword.authz.decision.Destination;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.proxy.accept.Admission;
import io.watchword.proxy.authorize.Authorizer;
import io.watchword.proxy.authorize.PolicySource;
import io.watchword.proxy.config.InboundConfig;
import io.watchword.proxy.config.OutboundConfig;
import io.watchword.proxy.config.ProxyConfig;
import io.watchword.proxy.config.WorkloadConfig;
import io.watchword.proxy.identity.WorkloadIdentity;
import io.watchword.proxy.observe.Direction;
import io.watchword.proxy.observe.ListenerAddress;
import io.watchword.proxy.observe.ListenerMetrics;
import io.watchword.proxy.protocol.HttpLimits;
import io.watchword.proxy.relay.HttpSettings;
import io.watchword.proxy.relay.HttpUpstream;
import io.watchword.proxy.tls.WorkloadTls;
import io.watchword.proxy.upstream.ApplicationConnector;
import io.watchword.proxy.upstream.MeshConnector;
import io.watchword.proxy.upstream.OutboundRecorder;
import io.watchword.proxy.upstream.Upstream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Puts workloads and listeners together as the configuration says. Used by the thread that starts
/// the proxy.
final class ProxyAssembly {

  private final ProxyConfig config;
  private final Surroundings outside;
  private final DataPlane plane;
  private final Shared shared;
  private final X509SvidValidator validator = new X509SvidValidator();

  ProxyAssembly(ProxyConfig config, Surroundings outside, DataPlane plane, Shared shared) {
    this.config = config;
    this.outside = outside;
    this.plane = plane;
    this.shared = shared;
  }

  /// A workload without listeners.
  ///
  /// @param onChange called when its identity has changed
  Workload workload(WorkloadConfig workload, Consumer<String> onChange) {
    SpiffeId id = workload.expectedId(config.trustDomain());
    WorkloadTls tls = new WorkloadTls(plane.loops(), validator, outside.clock());
    RotationDrain rotation =
        new RotationDrain(
            workload.name(), shared.registry(), config.timeouts().drain(), outside.clock());
    List<Upstream<HttpUpstream>> mesh = Workload.growing();
    WorkloadIdentity identity =
        new WorkloadIdentity(
            workload.name(),
            id,
            config.isNode() || workload.spiffeId().isPresent(),
            validator,
            outside.clock(),
            tls::swap,
            snapshot -> {
              mesh.forEach(Upstream::retireAll);
              rotation.changed(snapshot);
              onChange.accept(workload.name());
            });
    return new Workload(
        workload,
        new Destination(
            workload.name(),
            id.toString(),
            workload.namespace(),
            workload.account(),
            workload.labels()),
        tls,
        identity,
        rotation,
        mesh,
        Workload.growing());
  }

  void listen(Workload workload, PolicySource policies) {
    workload.config().inbound().forEach(inbound -> inbound(workload, inbound, policies));
    workload.config().outbound().forEach(outbound -> outbound(workload, outbound));
  }

  private void inbound(Workload workload, InboundConfig inbound, PolicySource policies) {
    HttpSettings settings = settings(workload, Direction.INBOUND, inbound.listen());
    ListenerAddress address = new ListenerAddress();
    InboundListener listener =
        new InboundListener(
            workload.destination(),
            address,
            inbound.protocol(),
            inbound.forwardTo().port(),
            new Admission(inbound.maxConnections(), inbound.maxConnectionsPerAddress()),
            workload.tls(),
            new Authorizer(
                policies.policyOf(workload.destination()),
                shared.traffic(),
                settings.metrics(),
                shared.ids()),
            new Upstream<>(
                List.of(inbound.forwardTo().toInetSocketAddress()),
                new ApplicationConnector(config.timeouts().connect())),
            settings,
            shared);
    InetSocketAddress bound =
        plane.listen(inbound.listen().toInetSocketAddress(), new InboundPipeline(listener));
    address.bound(HostPort.of(bound).toString());
    workload
        .bound()
        .add(
            new Workload.BoundListener(
                "inbound", address.toString(), inbound.forwardTo().toString()));
  }

  private void outbound(Workload workload, OutboundConfig outbound) {
    HttpSettings settings = settings(workload, Direction.OUTBOUND, outbound.listen());
    ListenerAddress address = new ListenerAddress();
    Set<SpiffeId> expected =
        outbound.upstream().spiffeIds().stream()
            .map(SpiffeId::parse)
            .collect(Collectors.toUnmodifiableSet());
    Upstream<HttpUpstream> mesh =
        new Upstream<>(
            outbound.upstream().addresses().stream().map(HostPort::toInetSocketAddress).toList(),
            new MeshConnector(
                workload.tls(),
                expected,
                config.timeouts().connect(),
                config.timeouts().handshake(),
                new OutboundRecorder(
                    workload.config().name(),
                    outbound.protocol().name().toLowerCase(java.util.Locale.ROOT),
                    address,
                    shared.traffic(),
                    shared.registry(),
                    settings.metrics(),
                    shared.ids(),
                    outside.clock())));
    workload.mesh().add(mesh);
    OutboundListener listener =
        new OutboundListener(
            workload.config().name(),
            address,
            outbound.protocol(),
            new Admission(outbound.maxConnections(), 0),
            mesh,
            settings,
            shared.registry());
    InetSocketAddress bound =
        plane.listen(outbound.listen().toInetSocketAddress(), new OutboundPipeline(listener));
    address.bound(HostPort.of(bound).toString());
    workload
        .bound()
        .add(
            new Workload.BoundListener(
                "outbound",
                address.toString(),
                outbound.upstream().addresses().stream()
                    .map(HostPort::toString)
                    .collect(Collectors.joining(","))));
  }

  private HttpSettings settings(Workload workload, Direction direction, HostPort listener) {
    return new HttpSettings(
        new HttpLimits(
            config.limits().requestLine().toIntExact(),
            config.limits().head().toIntExact(),
            config.limits().fields()),
        config.timeouts(),
        new ListenerMetrics(
            outside.meters(), workload.config().name(), direction, listener.toString()),
        Ticker.systemTicker());
  }
}
