package io.watchword.ca.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The contract, in a BCFKS file.
@Execution(ExecutionMode.CONCURRENT)
class KeyStoreFileContractTest extends SigningKeysContract {
  @TempDir Path folder;
  private KeyStoreFile keys;

  @BeforeEach
  void open() {
    keys = KeyStoreFile.open(folder);
  }

  @Override
  protected SigningKeys keys() {
    return keys;
  }

  @Override
  protected SigningKeys reopened() {
    return KeyStoreFile.open(folder);
  }

  @Test
  void outlivesTheProcess_file_does() {
    assertThat(keys.outlivesTheProcess()).isTrue();
  }
}
