package io.watchword.agent.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where operators put a join token, also while the agent runs. Thread-safe.
public final class TokenFile {

  private static final Logger log = LoggerFactory.getLogger(TokenFile.class);
  private static final int MAX_BYTES = 4096;

  private final Optional<Path> file;
  private volatile String complaint = "";

  /// @param file empty: there never is a token
  public TokenFile(Optional<Path> file) {
    this.file = file;
  }

  /// The token in the file, unless it is the one that was used last.
  public Optional<JoinToken> unused(NodeStore store) {
    if (file.isEmpty() || !Files.exists(file.get())) {
      return Optional.empty();
    }
    try {
      if (Files.size(file.get()) > MAX_BYTES) {
        return complain("file of more than " + MAX_BYTES + " bytes");
      }
      JoinToken token = JoinToken.parse(Files.readString(file.get(), StandardCharsets.US_ASCII));
      complaint = "";
      return store.wasUsed(token) ? Optional.empty() : Optional.of(token);
    } catch (IOException | InvalidJoinTokenException e) {
      return complain(String.valueOf(e.getMessage()));
    }
  }

  private Optional<JoinToken> complain(String why) {
    // Once, not at each look.
    if (!why.equals(complaint)) {
      complaint = why;
      log.atWarn().addKeyValue("file", file.orElseThrow()).log("join token not usable: {}", why);
    }
    return Optional.empty();
  }
}
