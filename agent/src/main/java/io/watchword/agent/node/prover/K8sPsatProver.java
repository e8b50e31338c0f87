package io.watchword.agent.node.prover;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.agent.node.plugin.NodeProof;
import io.watchword.agent.node.plugin.NodeProver;
import io.watchword.agent.node.plugin.ProofUnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Shows the projected token of the agent's service account, as it stands in its file at that
/// moment. Thread-safe.
public final class K8sPsatProver implements NodeProver {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String cluster;
  private final Path tokenFile;

  /// @param cluster as the CA calls it
  public K8sPsatProver(String cluster, Path tokenFile) {
    this.cluster = cluster;
    this.tokenFile = tokenFile;
  }

  @Override
  public String type() {
    return "k8s_psat";
  }

  @Override
  public NodeProof prove() {
    try {
      String token = Files.readString(tokenFile, StandardCharsets.US_ASCII).strip();
      if (token.isEmpty()) {
        throw new ProofUnavailableException("`" + tokenFile + "` is empty");
      }
      return new Proof(
          JSON.createObjectNode()
              .put("cluster", cluster)
              .put("token", token)
              .toString()
              .getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ProofUnavailableException("`" + tokenFile + "` cannot be read: " + e, e);
    }
  }

  private record Proof(byte[] evidence) implements NodeProof {

    @Override
    public byte[] answer(byte[] challenge) {
      throw new ProofUnavailableException(
          "the CA sent a challenge, which a token has no answer to");
    }

    @Override
    public String toString() {
      return "***";
    }
  }
}
