package io.watchword.ca.vault.pki;

import io.watchword.ca.vault.BaoServer;
import io.watchword.ca.vault.VaultServer;
import io.watchword.tests.kit.NeedsVault;
import java.nio.file.Path;

/// The contract, on the `bao` or `vault` of this machine.
@NeedsVault
class BinaryPkiContractTest extends PkiContract {

  @Override
  VaultServer start(Path folder) {
    return BaoServer.start(folder);
  }
}
