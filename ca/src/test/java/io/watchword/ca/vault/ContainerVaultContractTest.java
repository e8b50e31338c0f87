package io.watchword.ca.vault;

import io.watchword.tests.kit.NeedsDocker;
import java.nio.file.Path;

/// The contract, on HashiCorp's Vault.
@NeedsDocker
class ContainerVaultContractTest extends VaultContract {

  @Override
  VaultServer start(Path folder) {
    return new ContainerServer(folder);
  }
}
