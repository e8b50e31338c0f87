package io.watchword.ca.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.SpiffeBundle;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestSvid;
import java.net.InetAddress;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleFetcherTest {
  private static final TrustDomain OTHER = new TrustDomain("other.org");
  private static final SpiffeId ENDPOINT = SpiffeId.parse("spiffe://other.org/bundle");

  private final TestCa other = TestCa.root("other.org");
  private final TestCa web = TestCa.root("web");
  private final InstantSource clock = InstantSource.system();
  private TestEndpoint endpoint;

  @AfterEach
  void close() {
    if (endpoint != null) {
      endpoint.close();
    }
  }

  @Test
  void fetch_spiffeEndpoint_isTheBundle() throws Exception {
    spiffe(other.leaf(ENDPOINT.toString()));
    endpoint.answers(200, document(7));

    SpiffeBundle fetched = fetchSpiffe();

    assertThat(fetched.trustDomain()).isEqualTo(OTHER);
    assertThat(fetched.sequence()).hasValue(7);
    assertThat(fetched.refreshHint()).contains(Duration.ofSeconds(60));
    assertThat(fetched.x509().roots()).hasSize(1);
  }

  @Test
  void fetch_spiffeEndpointOfAnotherId_isRefusedBeforeAnythingIsAsked() throws Exception {
    spiffe(other.leaf("spiffe://other.org/somebody"));
    endpoint.answers(200, document(7));

    assertThatThrownBy(this::fetchSpiffe)
        .isInstanceOf(FederationException.class)
        .hasMessageContaining(
            "the endpoint is `spiffe://other.org/somebody` (expected: `" + ENDPOINT + "`)");
    assertThat(endpoint.asked()).isZero();
  }

  @Test
  void fetch_spiffeEndpointOfAnotherAuthority_isRefused() throws Exception {
    spiffe(TestCa.root("other.org").leaf(ENDPOINT.toString()));
    endpoint.answers(200, document(7));

    assertThatThrownBy(this::fetchSpiffe).isInstanceOf(FederationException.class);
    assertThat(endpoint.asked()).isZero();
  }

  @Test
  void fetch_spiffeEndpointWhoseSvidIsOver_isRefused() throws Exception {
    Instant end = clock.instant().minusSeconds(60);
    spiffe(other.leaf(ENDPOINT.toString(), leaf -> leaf.validity(end.minusSeconds(600), end)));
    endpoint.answers(200, document(7));

    assertThatThrownBy(this::fetchSpiffe).isInstanceOf(FederationException.class);
    assertThat(endpoint.asked()).isZero();
  }

  @Test
  void fetch_spiffeEndpointThatRedirects_mustBeTheSameIdThere() throws Exception {
    spiffe(other.leaf(ENDPOINT.toString()));
    try (TestEndpoint elsewhere = new TestEndpoint(other.leaf("spiffe://other.org/elsewhere"))) {
      elsewhere.answers(200, document(8));
      endpoint.redirects(307, elsewhere.url());

      assertThatThrownBy(this::fetchSpiffe).hasMessageContaining("spiffe://other.org/elsewhere");
      assertThat(elsewhere.asked()).isZero();
    }
  }

  @Test
  void fetch_webEndpointOfItsName_isTheBundle() throws Exception {
    web(InetAddress.getByName("127.0.0.1").getAddress());
    endpoint.answers(200, document(7));

    assertThat(fetchWeb().sequence()).hasValue(7);
  }

  @Test
  void fetch_webEndpointOfAnotherName_isRefused() throws Exception {
    web(InetAddress.getByName("127.0.0.2").getAddress());
    endpoint.answers(200, document(7));

    assertThatThrownBy(this::fetchWeb).isInstanceOf(FederationException.class);
    assertThat(endpoint.asked()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1/", "https://user@127.0.0.1/", "ftp://127.0.0.1/x"})
  void fetch_redirectToWhatIsNoEndpointUrl_isRefused(String location) throws Exception {
    web(InetAddress.getByName("127.0.0.1").getAddress());
    endpoint.redirects(302, location);

    assertThatThrownBy(this::fetchWeb)
        .hasMessageContaining("bundle endpoint `" + location + "` (expected: https://");
  }

  @Test
  void fetch_redirectsForEver_isGivenUp() throws Exception {
    web(InetAddress.getByName("127.0.0.1").getAddress());
    endpoint.redirects(302, "/again");

    assertThatThrownBy(this::fetchWeb).hasMessageContaining("redirects more than 5 times");
    assertThat(endpoint.asked()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"keys\": []}", "{\"keys\": [{\"kty\": \"EC\"}]}"})
  void fetch_whatIsNoBundle_isRefused(String body) throws Exception {
    web(InetAddress.getByName("127.0.0.1").getAddress());
    endpoint.answers(200, body);

    assertThatThrownBy(this::fetchWeb)
        .isInstanceOfSatisfying(
            FederationException.class, e -> assertThat(e.code()).isEqualTo("ca/federation-fetch"));
  }

  @Test
  void fetch_otherStatusTooMuchOrNoUtf8_isRefused() throws Exception {
    web(InetAddress.getByName("127.0.0.1").getAddress());

    endpoint.answers(404, "");
    assertThatThrownBy(this::fetchWeb).hasMessageContaining("answers 404 (expected: 200)");
    endpoint.answers(new byte[(4 << 20) + 1]);
    assertThatThrownBy(this::fetchWeb).hasMessageContaining("answers more than 4194304 bytes");
    endpoint.answers(new byte[] {'{', (byte) 0xff, '}'});
    assertThatThrownBy(this::fetchWeb).hasMessageContaining("answers what is no bundle");
  }

  private void spiffe(TestSvid certificate) throws Exception {
    endpoint = new TestEndpoint(certificate);
  }

  private void web(byte[] address) throws Exception {
    endpoint =
        new TestEndpoint(web.leaf("spiffe://web/server", leaf -> leaf.noNames().ip(address)));
  }

  private SpiffeBundle fetchSpiffe() throws Exception {
    return fetcher()
        .fetch(
            relationship(new EndpointProfile.HttpsSpiffe(ENDPOINT)),
            TrustBundles.of(X509Bundle.of(OTHER, List.of(other.certificate()))));
  }

  private SpiffeBundle fetchWeb() throws Exception {
    return fetcher().fetch(relationship(new EndpointProfile.HttpsWeb()), TrustBundles.none());
  }

  private Relationship relationship(EndpointProfile profile) {
    return new Relationship(OTHER, EndpointUrl.parse(endpoint.url()), profile);
  }

  private BundleFetcher fetcher() throws Exception {
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    roots.setCertificateEntry("web", web.certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(roots);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return new BundleFetcher(context, clock);
  }

  private String document(long sequence) {
    return BundleJson.print(
        new X509Bundle(
            OTHER,
            List.of(other.certificate()),
            OptionalLong.of(sequence),
            Optional.of(Duration.ofSeconds(60))));
  }
}
