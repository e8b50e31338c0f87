package io.watchword.ca.attestation.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.ca.attestation.plugin.Challenge;
import io.watchword.ca.attestation.plugin.NodeAttestor;
import io.watchword.ca.attestation.plugin.NodeClaim;
import io.watchword.ca.attestation.plugin.RefusedEvidenceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;

/// Lets in who serves a secret of the CA's under the host name it claims. Thread-safe.
///
/// Evidence: `{"hostname": NAME, "port": NUMBER, "agentname": WORD}`. The challenge is a text of 43
/// characters; the agent serves it at `http://NAME:PORT/.well-known/watchword-attest/WORD` and
/// answers with anything; the CA fetches it. Selector: `http_challenge:hostname:NAME`.
public final class HttpChallengeAttestor implements NodeAttestor {
  private static final String TYPE = "http_challenge";
  private static final String PATH = "/.well-known/watchword-attest/";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpChallengeSettings settings;
  private final List<DnsPattern> patterns;
  private final ChallengeFetch fetch;
  private final RandomGenerator random;

  HttpChallengeAttestor(
      HttpChallengeSettings settings, ChallengeFetch.Resolver resolver, RandomGenerator random) {
    this.settings = settings;
    this.patterns = settings.allowedDnsPatterns().stream().map(DnsPattern::new).toList();
    this.fetch = new ChallengeFetch(resolver, settings.allowedNetworks(), settings.timeout());
    this.random = random;
  }

  /// One that asks the system's resolver.
  ///
  /// @param random for challenges: a secure one
  public static HttpChallengeAttestor of(HttpChallengeSettings settings, RandomGenerator random) {
    return new HttpChallengeAttestor(
        settings, host -> List.of(java.net.InetAddress.getAllByName(host)), random);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public NodeClaim attest(byte[] evidence, Challenge challenge) {
    JsonNode shown = json(evidence);
    String host = host(shown.path("hostname").asText());
    int port = port(shown.path("port").asInt(-1));
    String word = shown.path("agentname").asText("default");
    if (!word.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new RefusedEvidenceException(
          "agentname (expected: 1 to 64 letters, digits, `_` or `-`)");
    }
    String secret = secret();
    challenge.ask(secret.getBytes(StandardCharsets.US_ASCII));
    String served = fetch.get(host, port, PATH + word);
    if (!MessageDigest.isEqual(
        served.strip().getBytes(StandardCharsets.US_ASCII),
        secret.getBytes(StandardCharsets.US_ASCII))) {
      throw new RefusedEvidenceException("what is served there is not the challenge");
    }
    return new NodeClaim(host, List.of(TYPE + ":hostname:" + host), true);
  }

  private String host(String host) {
    if (!DnsPattern.isName(host)) {
      throw new RefusedEvidenceException("hostname (expected: a DNS name in lower case)");
    }
    if (patterns.stream().noneMatch(pattern -> pattern.matches(host))) {
      throw new RefusedEvidenceException(
          "hostname `" + host + "` fits none of `allowed-dns-patterns`");
    }
    return host;
  }

  private int port(int port) {
    int required = settings.requiredPort();
    if (required != 0) {
      if (port != required) {
        throw new RefusedEvidenceException("port " + port + " (required-port: " + required + ")");
      }
      return port;
    }
    int last = settings.allowNonRootPorts() ? 65_535 : 1023;
    if (port < 1 || port > last) {
      throw new RefusedEvidenceException("port " + port + " (expected: 1 to " + last + ")");
    }
    return port;
  }

  private String secret() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static JsonNode json(byte[] evidence) {
    try {
      return JSON.readTree(evidence);
    } catch (IOException e) {
      throw new RefusedEvidenceException("the evidence is no JSON", e);
    }
  }
}
