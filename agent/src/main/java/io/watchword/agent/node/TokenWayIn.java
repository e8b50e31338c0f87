package io.watchword.agent.node;

import io.watchword.agent.node.plugin.NodeProof;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// In by a join token, which counts once. Thread-safe.
public final class TokenWayIn implements WayIn {

  private final TokenFile tokens;
  private final NodeStore store;

  /// @param store which remembers used ones
  public TokenWayIn(TokenFile tokens, NodeStore store) {
    this.tokens = tokens;
    this.store = store;
  }

  @Override
  public Optional<Introduction> next() {
    return tokens
        .unused(store)
        .map(
            token ->
                new Introduction(
                    "join_token", new TokenProof(token), KnownCa.pinned(token.rootSha256())));
  }

  @Override
  public void settled(Introduction introduction) {
    if (introduction.proof() instanceof TokenProof(JoinToken token)) {
      store.noteUsed(token);
    }
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public String outlook() {
    return "waiting for a new join token";
  }

  private record TokenProof(JoinToken token) implements NodeProof {

    @Override
    public byte[] evidence() {
      return token.reveal().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] answer(byte[] challenge) {
      throw new CaException(
          CaException.Kind.BAD_ANSWER,
          "the CA sent a challenge, which a join token has no answer to");
    }
  }
}
