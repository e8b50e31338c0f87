package io.watchword.ca.attestation.plugin;

/// The way to ask an agent, while it is being attested, for a proof made just now.
@FunctionalInterface
public interface Challenge {

  /// Sends `question` and waits for the answer, not for ever.
  ///
  /// @return the answer: from a stranger, of any content
  /// @throws RefusedEvidenceException where none comes in time
  byte[] ask(byte[] question);
}
