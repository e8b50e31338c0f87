package io.watchword.identity.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.svid.InvalidSvidException;
import io.watchword.identity.svid.RevocationPolicy;
import io.watchword.identity.svid.VerifiedX509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.identity.workload.NoIdentityException;
import io.watchword.identity.workload.X509Context;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.Rule;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestKeys;
import io.watchword.tests.kit.TestSvid;
import java.net.InetAddress;
import java.security.KeyManagementException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS in the name of a workload, as users of the library meet it.
class WorkloadIdentityTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";
  private static final String ORDERS = "spiffe://example.org/ns/shop/sa/orders";
  private static final TestCa OLD = TestCa.root("example.org");
  private static final TestCa NEW = TestCa.root("example.org");
  private static final TestCa OTHER = TestCa.root("other.org");

  private final FakeClock clock = FakeClock.start();
  private final HandFedSource webSource = new HandFedSource().feed(OLD.leaf(WEB), OLD);
  private final HandFedSource ordersSource =
      new HandFedSource().feed(OLD.intermediate().leaf(ORDERS), OLD);
  private final WorkloadIdentity web = WorkloadIdentity.of(webSource, clock);
  private final WorkloadIdentity orders = WorkloadIdentity.of(ordersSource, clock);
  private final SSLContext client = web.sslContext(PeerAuthorizer.exactly(ORDERS));
  private final SSLContext server = orders.sslContext(PeerAuthorizer.exactly(WEB));

  private EnginePair shakeHands() throws SSLException {
    return new EnginePair(client.createSSLEngine("orders", 443), server.createSSLEngine())
        .shakeHands();
  }

  private void assertRefused(String message) {
    assertThatThrownBy(this::shakeHands)
        .isInstanceOf(SSLException.class)
        .hasMessage("(certificate_unknown) " + message);
  }

  private static String serial(TestSvid svid) {
    return svid.chain().getFirst().getSerialNumber().toString(16);
  }

  @Test
  void sslContext_bothHaveSvids_eachSeesTheOther() throws Exception {
    EnginePair pair = shakeHands();

    assertThat(web.verify(pair.client().getSession()).id()).hasToString(ORDERS);
    assertThat(orders.verify(pair.server().getSession()).id()).hasToString(WEB);
    assertThat(pair.client().getSession().getProtocol()).isEqualTo("TLSv1.3");
    assertThat(web.id()).hasToString(WEB);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ed25519", "p384"})
  void sslContext_otherKindsOfKeys_work(String kind) throws Exception {
    webSource.feed(
        OLD.leaf(
            WEB,
            c ->
                c.keys(
                    switch (kind) {
                      case "rsa" -> TestKeys.rsa(2048);
                      case "ed25519" -> TestKeys.ed25519();
                      default -> TestKeys.ec("secp384r1");
                    })),
        OLD);

    assertThat(orders.verify(shakeHands().server().getSession()).id()).hasToString(WEB);
  }

  @Test
  void sslContext_newSvid_isShownInTheNextHandshake() throws Exception {
    EnginePair before = shakeHands();
    TestSvid next = OLD.leaf(WEB);
    webSource.feed(next, OLD);

    EnginePair after = shakeHands();

    assertThat(orders.verify(after.server().getSession()).serial()).isEqualTo(serial(next));
    assertThat(orders.verify(before.server().getSession()).serial()).isNotEqualTo(serial(next));
  }

  @Test
  void sslContext_svidChangesInTheMiddleOfAHandshake_chainAndKeyAreOfOne() {
    OwnSvid shown = new OwnSvid(web::svid);
    String alias = shown.chooseEngineClientAlias(new String[] {"RSA", "EC"}, null, null);
    TestSvid next = OLD.leaf(WEB);
    webSource.feed(next, OLD);

    assertThat(shown.getPrivateKey(String.valueOf(alias))).isNotEqualTo(next.key());
    assertThat(shown.getCertificateChain(String.valueOf(alias))[0].getSerialNumber().toString(16))
        .isNotEqualTo(serial(next));
    assertThat(shown.getServerAliases("EC", null)).containsExactly("svid");
    assertThat(shown.getClientAliases("RSA", null)).isNull();
    assertThat(shown.getPrivateKey("another")).isNull();
  }

  @Test
  void sslContext_rootIsRotated_newTrustCountsInTheNextHandshake() throws Exception {
    EnginePair old = shakeHands();
    ordersSource.feed(OLD.leaf(ORDERS), OLD, NEW);
    webSource.feed(NEW.leaf(WEB), OLD, NEW);
    shakeHands();

    ordersSource.feed(NEW.leaf(ORDERS), NEW);
    webSource.feed(OLD.leaf(WEB), OLD, NEW);

    assertThatThrownBy(this::shakeHands)
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("leads to none of the 1 trusted roots");
    assertThatThrownBy(() -> orders.verify(old.server().getSession()))
        .isInstanceOf(InvalidSvidException.class);
  }

  @Test
  void sslContext_clientWantsToResume_serverVerifiesItAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    SSLContext counting =
        orders.sslContext(
            peer -> {
              asked.incrementAndGet();
              return Optional.empty();
            });
    // One context for all its connections, as programs have it: it would resume.
    SSLContext plain = ordinary(web, PeerAuthorizer.anyone());
    for (int i = 1; i <= 3; i++) {
      new EnginePair(plain.createSSLEngine("orders", 443), counting.createSSLEngine()).shakeHands();
      assertThat(asked).hasValue(i);
    }

    ordersSource.feed(NEW.leaf(ORDERS), NEW);

    assertThatThrownBy(
            () ->
                new EnginePair(plain.createSSLEngine("orders", 443), counting.createSSLEngine())
                    .shakeHands())
        .isInstanceOf(SSLException.class);
  }

  @Test
  void enginePair_twoOrdinaryContexts_resume() throws Exception {
    // Without this the two tests around it would prove nothing.
    AtomicInteger asked = new AtomicInteger();
    SSLContext one = ordinary(web, PeerAuthorizer.anyone());
    SSLContext two =
        ordinary(
            orders,
            peer -> {
              asked.incrementAndGet();
              return Optional.empty();
            });
    for (int i = 0; i < 2; i++) {
      SSLEngine serving = two.createSSLEngine();
      serving.setNeedClientAuth(true);
      new EnginePair(one.createSSLEngine("orders", 443), serving).shakeHands();
    }

    assertThat(asked).hasValue(1);
  }

  private SSLContext ordinary(WorkloadIdentity identity, PeerAuthorizer authorizer)
      throws Exception {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(
        new KeyManager[] {new OwnSvid(identity::svid)},
        new TrustManager[] {peers(authorizer)},
        null);
    return context;
  }

  @Test
  void sslContext_serverHandsOutTickets_clientVerifiesItAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    SSLContext counting =
        web.sslContext(
            peer -> {
              asked.incrementAndGet();
              return Optional.empty();
            });
    SSLContext plain = ordinary(orders, PeerAuthorizer.anyone());

    for (int i = 1; i <= 3; i++) {
      new EnginePair(counting.createSSLEngine("orders", 443), plain.createSSLEngine()).shakeHands();
      assertThat(asked).hasValue(i);
    }
  }

  private PeerCheck peers(PeerAuthorizer authorizer) {
    return new PeerCheck(webSource, new X509SvidValidator(), clock, authorizer);
  }

  @Test
  void sslContext_peerIsNotTheExpectedOne_isRefusedThoughItsSvidHolds() {
    ordersSource.feed(OLD.leaf("spiffe://example.org/ns/shop/sa/intruder"), OLD);

    assertRefused(
        "peer is `spiffe://example.org/ns/shop/sa/intruder` (expected: one of [" + ORDERS + "])");
  }

  @Test
  @Rule("X5-32")
  void sslContext_peerOfAnotherTrustDomain_isRefusedUntilItIsFederated() throws Exception {
    String foreign = "spiffe://other.org/web";
    SSLContext open = orders.sslContext(PeerAuthorizer.anyone());
    webSource.feed(OTHER.leaf(foreign), OLD);

    assertThatThrownBy(
            () ->
                new EnginePair(client.createSSLEngine("o", 1), open.createSSLEngine()).shakeHands())
        .hasMessage("(certificate_unknown) trust domain `other.org` is not trusted (X5-32)");

    ordersSource.feed(OLD.leaf(ORDERS), OLD, OTHER);
    EnginePair pair =
        new EnginePair(client.createSSLEngine("o", 1), open.createSSLEngine()).shakeHands();
    assertThat(orders.verify(pair.server().getSession()).id()).hasToString(foreign);
  }

  @Test
  void sslContext_peerIsRevoked_isRefusedAtOnce() throws Exception {
    VerifiedX509Svid peer = orders.verify(shakeHands().server().getSession());

    ordersSource.revoke(OLD.crl().revoke(peer.leaf().getSerialNumber()));

    assertThatThrownBy(this::shakeHands)
        .isInstanceOf(SSLException.class)
        .hasMessageStartingWith(
            "(certificate_unknown) certificate with serial number "
                + peer.serial()
                + " is revoked by");
  }

  @Test
  void withValidator_listsAreRequired_peersWithoutAreRefused() {
    SSLContext strict =
        orders
            .withValidator(new X509SvidValidator(RevocationPolicy.strict()))
            .sslContext(PeerAuthorizer.anyone());

    assertThatThrownBy(
            () ->
                new EnginePair(client.createSSLEngine("o", 1), strict.createSSLEngine())
                    .shakeHands())
        .hasMessageContaining("there is no revocation list of");
  }

  @Test
  void sslContext_clientShowsNothing_isRefused() throws Exception {
    SSLContext nobody = SSLContext.getInstance("TLSv1.3");
    nobody.init(null, new TrustManager[] {peers(PeerAuthorizer.anyone())}, null);

    assertThatThrownBy(
            () ->
                new EnginePair(nobody.createSSLEngine("o", 1), server.createSSLEngine())
                    .shakeHands())
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("Empty client certificate chain");
  }

  @Test
  void sslContext_noIdentity_saysSoBeforeTheHandshake() {
    SSLContext none =
        WorkloadIdentity.of(new HandFedSource(), clock).sslContext(PeerAuthorizer.anyone());

    assertThatThrownBy(none::createSSLEngine)
        .isInstanceOf(NoIdentityException.class)
        .hasMessage("there is no identity yet: nothing was fed");
  }

  @Test
  void svid_hasEnded_isNotShown() {
    webSource.feed(
        OLD.leaf(WEB, c -> c.validity(FakeClock.START.minusSeconds(60), FakeClock.START)), OLD);
    clock.advance(Duration.ofSeconds(1));

    assertThatThrownBy(web::svid)
        .isInstanceOf(NoIdentityException.class)
        .hasMessage("`" + WEB + "` has ended at " + FakeClock.START);
    assertThatThrownBy(client::createSSLEngine).isInstanceOf(NoIdentityException.class);
  }

  @Test
  void withHintOrId_severalIdentities_theRightOneIsShown() throws Exception {
    webSource.feed(
        new X509Context(
            List.of(
                HandFedSource.own(OLD.leaf("spiffe://example.org/first"), "one"),
                HandFedSource.own(OLD.leaf(WEB), "two")),
            HandFedSource.trust(OLD)));

    assertThat(web.id()).hasToString("spiffe://example.org/first");
    assertThat(web.withHint("two").id()).hasToString(WEB);
    assertThat(web.withId(SpiffeId.parse(WEB)).id()).hasToString(WEB);
    assertThatThrownBy(() -> web.withHint("three").id())
        .hasMessage("the Workload API does not give an identity with hint `three`");
    EnginePair pair =
        new EnginePair(
                web.withHint("two").sslContext(PeerAuthorizer.anyone()).createSSLEngine(),
                server.createSSLEngine())
            .shakeHands();
    assertThat(orders.verify(pair.server().getSession()).id()).hasToString(WEB);
  }

  @Test
  void netty_bothSides_agreeOnAProtocolAndReload() throws Exception {
    SslContext nettyClient = web.nettyClient(PeerAuthorizer.exactly(ORDERS), "h2", "http/1.1");
    SslContext nettyServer = orders.nettyServer(PeerAuthorizer.memberOf("example.org"), "h2");
    SSLEngine one = nettyClient.newEngine(UnpooledByteBufAllocator.DEFAULT, "orders", 443);
    SSLEngine two = nettyServer.newEngine(UnpooledByteBufAllocator.DEFAULT);
    new EnginePair(one, two).shakeHands();
    assertThat(one.getApplicationProtocol()).isEqualTo("h2");
    assertThat(orders.verify(two.getSession()).id()).hasToString(WEB);

    TestSvid next = OLD.leaf(WEB);
    webSource.feed(next, OLD);
    SSLEngine third = nettyServer.newEngine(UnpooledByteBufAllocator.DEFAULT);
    new EnginePair(nettyClient.newEngine(UnpooledByteBufAllocator.DEFAULT, "orders", 443), third)
        .shakeHands();

    assertThat(orders.verify(third.getSession()).serial()).isEqualTo(serial(next));
  }

  @Test
  void sockets_bothSides_talkAndNeverResume() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    SSLContext counting =
        orders.sslContext(
            peer -> {
              asked.incrementAndGet();
              return Optional.empty();
            });
    try (SSLServerSocket listening =
        (SSLServerSocket)
            counting
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      assertThat(listening.getNeedClientAuth()).isTrue();
      assertThat(listening.getEnabledProtocols()).containsExactly("TLSv1.3");
      for (int i = 1; i <= 2; i++) {
        CompletableFuture<String> served = CompletableFuture.supplyAsync(() -> serve(listening));
        try (SSLSocket socket =
            (SSLSocket)
                client
                    .getSocketFactory()
                    .createSocket(listening.getInetAddress(), listening.getLocalPort())) {
          socket.getOutputStream().write('x');
          assertThat(socket.getInputStream().read()).isEqualTo('x');
        }
        assertThat(served.get()).isEqualTo(WEB);
        assertThat(asked).hasValue(i);
      }
    }
  }

  private String serve(SSLServerSocket listening) {
    try (SSLSocket socket = (SSLSocket) listening.accept()) {
      socket.getOutputStream().write(socket.getInputStream().read());
      return orders.verify(socket.getSession()).id().toString();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void sslContext_isReadyMade_cannotBeInitialised() {
    assertThatThrownBy(() -> client.init(null, null, null))
        .isInstanceOf(KeyManagementException.class)
        .hasMessage("this context has its keys from the Workload API");
    assertThat(client.getDefaultSSLParameters().getNeedClientAuth()).isTrue();
    assertThat(client.getSupportedSSLParameters().getProtocols()).containsExactly("TLSv1.3");
    assertThat(client.getSocketFactory().getDefaultCipherSuites()).isNotEmpty();
  }

  @Test
  void authorizers_wrongUse_isRefused() {
    assertThatThrownBy(PeerAuthorizer::exactly)
        .hasMessage("no SPIFFE ID to accept (expected: at least one)");
    assertThat(
            PeerAuthorizer.matching(id -> id.path().startsWith("/ns/shop/"))
                .refusalOf(SpiffeId.parse("spiffe://example.org/ns/other")))
        .contains("peer `spiffe://example.org/ns/other` is not welcome");
    assertThat(PeerAuthorizer.memberOf("spiffe://example.org").refusalOf(SpiffeId.parse(WEB)))
        .isEmpty();
    assertThat(PeerAuthorizer.memberOf("other.org").refusalOf(SpiffeId.parse(WEB)))
        .contains("peer is `" + WEB + "` (expected: one of `other.org`)");
  }

  @Test
  void close_source_isClosedToo() {
    web.close();

    assertThat(webSource.closed).isTrue();
  }

  @Test
  void fromEnvironment_saysNothing_isRefused() {
    assertThatThrownBy(() -> WorkloadIdentity.fromEnvironment(java.util.Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("SPIFFE_ENDPOINT_SOCKET is not set");
  }
}
