package io.watchword.ca.vault.transit;

import io.watchword.ca.vault.BaoServer;
import io.watchword.ca.vault.VaultServer;
import io.watchword.tests.kit.NeedsVault;
import java.nio.file.Path;

/// The contract, on the `bao` or `vault` of this machine.
@NeedsVault
class BinaryTransitContractTest extends TransitContract {

  @Override
  VaultServer start(Path folder) {
    return BaoServer.start(folder);
  }
}
