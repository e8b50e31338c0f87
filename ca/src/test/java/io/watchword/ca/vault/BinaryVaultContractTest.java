package io.watchword.ca.vault;

import io.watchword.tests.kit.NeedsVault;
import java.nio.file.Path;

/// The contract, on the `bao` or `vault` of this machine.
@NeedsVault
class BinaryVaultContractTest extends VaultContract {

  @Override
  VaultServer start(Path folder) {
    return BaoServer.start(folder);
  }
}
