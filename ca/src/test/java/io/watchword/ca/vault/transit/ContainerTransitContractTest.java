package io.watchword.ca.vault.transit;

import io.watchword.ca.vault.ContainerServer;
import io.watchword.ca.vault.VaultServer;
import io.watchword.tests.kit.NeedsDocker;
import java.nio.file.Path;

/// The contract, on HashiCorp's Vault.
@NeedsDocker
class ContainerTransitContractTest extends TransitContract {

  @Override
  VaultServer start(Path folder) {
    return new ContainerServer(folder);
  }
}
