package io.watchword.agent.node.prover;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.watchword.agent.node.plugin.NodeProof;
import io.watchword.agent.node.plugin.NodeProver;
import io.watchword.agent.node.plugin.ProofUnavailableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Serves the CA's secret under this node's name, as long as it is attested and no longer.
/// Thread-safe.
public final class HttpChallengeProver implements NodeProver {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/.well-known/watchword-attest/";

  private final String hostname;
  private final InetSocketAddress listen;
  private final int port;
  private final String agentName;

  /// @param hostname under which the CA reaches this node
  /// @param listen where to serve; port 0: a free one
  /// @param port that the CA is told; 0: the one listened on
  /// @param agentName last part of the path
  public HttpChallengeProver(
      String hostname, InetSocketAddress listen, int port, String agentName) {
    this.hostname = hostname;
    this.listen = listen;
    this.port = port;
    this.agentName = agentName;
  }

  @Override
  public String type() {
    return "http_challenge";
  }

  @Override
  public NodeProof prove() {
    try {
      return new Proof(HttpServer.create(listen, 0));
    } catch (IOException e) {
      throw new ProofUnavailableException("cannot listen on " + listen + ": " + e.getMessage(), e);
    }
  }

  private final class Proof implements NodeProof {

    private final HttpServer server;
    private volatile @Nullable String secret;

    Proof(HttpServer server) {
      this.server = server;
      server.createContext("/", this::serve);
      server.start();
    }

    @Override
    public byte[] evidence() {
      return JSON.createObjectNode()
          .put("hostname", hostname)
          .put("port", port == 0 ? server.getAddress().getPort() : port)
          .put("agentname", agentName)
          .toString()
          .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] answer(byte[] challenge) {
      secret = new String(challenge, StandardCharsets.US_ASCII);
      return "serving".getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
      server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
      String now = secret;
      boolean isRight =
          now != null
              && exchange.getRequestMethod().equals("GET")
              && exchange.getRequestURI().getRawPath().equals(PATH + agentName);
      byte[] body = isRight && now != null ? now.getBytes(StandardCharsets.US_ASCII) : new byte[0];
      exchange.getResponseHeaders().set("Content-Type", "text/plain");
      exchange.sendResponseHeaders(isRight ? 200 : 404, isRight ? body.length : -1);
      exchange.getResponseBody().write(body);
      exchange.close();
    }
  }
}
