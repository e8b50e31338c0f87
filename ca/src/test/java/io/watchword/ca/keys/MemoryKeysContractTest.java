package io.watchword.ca.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The contract, in memory.
@Execution(ExecutionMode.CONCURRENT)
class MemoryKeysContractTest extends SigningKeysContract {
  private final MemoryKeys keys = new MemoryKeys();

  @Override
  protected SigningKeys keys() {
    return keys;
  }

  @Override
  protected SigningKeys reopened() {
    return keys;
  }

  @Test
  void outlivesTheProcess_memory_doesNot() {
    assertThat(keys.outlivesTheProcess()).isFalse();
  }
}
