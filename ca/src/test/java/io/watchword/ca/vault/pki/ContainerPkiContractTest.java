package io.watchword.ca.vault.pki;

import io.watchword.ca.vault.ContainerServer;
import io.watchword.ca.vault.VaultServer;
import io.watchword.tests.kit.NeedsDocker;
import java.nio.file.Path;

/// The contract, on HashiCorp's Vault.
@NeedsDocker
class ContainerPkiContractTest extends PkiContract {

  @Override
  VaultServer start(Path folder) {
    return new ContainerServer(folder);
  }
}
