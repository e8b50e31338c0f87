package io.watchword.proxy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.concurrent.Ticker;
import io.watchword.api.record.AuditRecord;
import io.watchword.api.record.TrafficRecord;
import io.watchword.authz.decision.Destination;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.proxy.accept.Admission;
import io.watchword.proxy.authorize.Authorizer;
import io.watchword.proxy.authorize.WorkloadPolicy;
import io.watchword.proxy.config.ListenProtocol;
import io.watchword.proxy.config.Timeouts;
import io.watchword.proxy.identity.IdentitySnapshot;
import io.watchword.proxy.observe.ConnectionRegistry;
import io.watchword.proxy.observe.Direction;
import io.watchword.proxy.observe.Ids;
import io.watchword.proxy.observe.ListenerAddress;
import io.watchword.proxy.observe.ListenerMetrics;
import io.watchword.proxy.observe.TrafficLog;
import io.watchword.proxy.protocol.HttpLimits;
import io.watchword.proxy.relay.HttpSettings;
import io.watchword.proxy.relay.HttpUpstream;
import io.watchword.proxy.tls.WorkloadTls;
import io.watchword.proxy.upstream.ApplicationConnector;
import io.watchword.proxy.upstream.MeshConnector;
import io.watchword.proxy.upstream.OutboundRecorder;
import io.watchword.proxy.upstream.Upstream;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestSvid;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A proxy in this process, with everything around it by hand: one workload `orders`, identities
/// from a [TestCa], a scripted policy, records in a list.
final class TestProxy implements AutoCloseable {

  static final String ORDERS = "spiffe://example.org/ns/shop/sa/orders";
  static final String WEB = "spiffe://example.org/ns/shop/sa/web";

  final TestCa root = TestCa.root("example.org");
  final TestCa issuer = root.intermediate();
  final DataPlane plane = new DataPlane(1);
  final InstantSource clock = InstantSource.system();
  final ScriptedPolicy policy = new ScriptedPolicy();
  final Queue<AuditRecord> records = new ConcurrentLinkedQueue<>();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final ConnectionRegistry registry = new ConnectionRegistry();
  final Shared shared =
      new Shared(new Ids(clock, new SecureRandom()), new TrafficLog(records::add), registry, clock);
  final WorkloadTls orders = new WorkloadTls(plane.loops(), new X509SvidValidator(), clock);
  final WorkloadTls web = new WorkloadTls(plane.loops(), new X509SvidValidator(), clock);
  Timeouts timeouts = Timeouts.DEFAULT;
  int maxConnections = 1000;
  int maxPerAddress = 0;
  volatile boolean policyInForce = true;

  TestProxy() {
    orders.swap(snapshot(issuer, ORDERS, root));
    web.swap(snapshot(issuer, WEB, root));
  }

  static IdentitySnapshot snapshot(TestCa issuer, String id, TestCa... trusted) {
    TestSvid svid = issuer.leaf(id);
    TrustDomain domain = new TrustDomain("example.org");
    X509Bundle bundle =
        X509Bundle.of(domain, List.of(trusted).stream().map(TestCa::certificate).toList());
    X509Svid own = X509Svid.parse(svid.derChain(), svid.pkcs8(), "");
    TrustBundles bundles = TrustBundles.of(bundle);
    var verified =
        new X509SvidValidator().validate(own.chain(), bundles, InstantSource.system().instant());
    return new IdentitySnapshot(
        own,
        bundles,
        java.util.HexFormat.of().formatHex(verified.rootSha256()),
        verified.trustedUntil());
  }

  private HttpSettings settings(Direction direction) {
    return new HttpSettings(
        HttpLimits.DEFAULT,
        timeouts,
        new ListenerMetrics(meters, "orders", direction, "inbound"),
        Ticker.systemTicker());
  }

  InetSocketAddress inbound(ListenProtocol protocol, InetSocketAddress application) {
    HttpSettings settings = settings(Direction.INBOUND);
    Destination destination =
        new Destination("orders", ORDERS, "shop", "orders", Map.of("app", "orders"));
    ListenerAddress address = new ListenerAddress();
    InboundListener listener =
        new InboundListener(
            destination,
            address,
            protocol,
            application.getPort(),
            new Admission(maxConnections, maxPerAddress),
            orders,
            new Authorizer(
                new WorkloadPolicy(destination, policy, () -> policyInForce),
                shared.traffic(),
                settings.metrics(),
                shared.ids()),
            new Upstream<HttpUpstream>(
                List.of(application), new ApplicationConnector(timeouts.connect())),
            settings,
            shared);
    return bind(address, new InboundPipeline(listener));
  }

  InetSocketAddress outbound(ListenProtocol protocol, String expected, InetSocketAddress... to) {
    return outbound(protocol, upstream(expected, to));
  }

  Upstream<HttpUpstream> upstream(String expected, InetSocketAddress... to) {
    return new Upstream<>(
        List.of(to),
        new MeshConnector(
            web,
            Set.of(SpiffeId.parse(expected)),
            timeouts.connect(),
            Duration.ofSeconds(5),
            new OutboundRecorder(
                "web",
                "http",
                new ListenerAddress(),
                shared.traffic(),
                registry,
                new ListenerMetrics(meters, "web", Direction.OUTBOUND, "outbound"),
                shared.ids(),
                clock)));
  }

  InetSocketAddress outbound(ListenProtocol protocol, Upstream<HttpUpstream> mesh) {
    ListenerAddress address = new ListenerAddress();
    OutboundListener listener =
        new OutboundListener(
            "web",
            address,
            protocol,
            new Admission(maxConnections, 0),
            mesh,
            settings(Direction.OUTBOUND),
            registry);
    return bind(address, new OutboundPipeline(listener));
  }

  private InetSocketAddress bind(
      ListenerAddress address, io.netty.channel.ChannelHandler pipeline) {
    InetSocketAddress bound =
        plane.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), pipeline);
    address.bound("127.0.0.1:" + bound.getPort());
    return bound;
  }

  List<TrafficRecord.Connection> connections(String direction, String outcome) {
    return records.stream()
        .filter(TrafficRecord.Connection.class::isInstance)
        .map(TrafficRecord.Connection.class::cast)
        .filter(c -> c.direction().equals(direction) && c.outcome().equals(outcome))
        .toList();
  }

  @Override
  public void close() {
    plane.stopListening();
    registry.drainAll();
    registry.finishAll();
    Await.until("connections to end", registry::isEmpty);
    plane.close();
    orders.close();
    web.close();
  }
}
