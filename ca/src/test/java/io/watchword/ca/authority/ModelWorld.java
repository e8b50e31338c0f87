package io.watchword.ca.authority;

import java.util.ArrayList;
import java.util.List;

/// What a CA has made so far, in the model. Immutable.
///
/// A set of roots is a number: 1 the old one, 2 the new one, 3 both.
///
/// @param ledger lines of the rotation's journal
/// @param bundles every bundle that was ever published, by its sequence
/// @param active the root that `trust` says signs
/// @param signing the root of the intermediate in use, which a restart takes from `active`
/// @param own the root of the CA's own SVID
/// @param keys roots whose keys are there
record ModelWorld(
    List<String> ledger, List<Integer> bundles, int active, int signing, int own, int keys) {
  static final int OLD = 1;
  static final int NEW = 2;

  ModelWorld {
    ledger = List.copyOf(ledger);
    bundles = List.copyOf(bundles);
  }

  static ModelWorld first() {
    return new ModelWorld(List.of(), List.of(OLD), OLD, OLD, OLD, OLD);
  }

  int trusted() {
    return bundles.getLast();
  }

  /// What is left of it when the process is killed and starts again.
  ModelWorld restarted() {
    return new ModelWorld(ledger, bundles, active, active, active, keys);
  }

  ModelWorld with(List<String> lines) {
    return new ModelWorld(lines, bundles, active, signing, own, keys);
  }

  ModelWorld publishing(int roots) {
    if (roots == trusted()) {
      return this;
    }
    List<Integer> more = new ArrayList<>(bundles);
    more.add(roots);
    return new ModelWorld(ledger, more, active, signing, own, keys);
  }

  ModelWorld activating(int root) {
    return new ModelWorld(ledger, bundles, root, signing, own, keys);
  }

  ModelWorld signingWith(int root) {
    return new ModelWorld(ledger, bundles, active, root, own, keys);
  }

  ModelWorld presenting(int root) {
    return new ModelWorld(ledger, bundles, active, signing, root, keys);
  }

  ModelWorld holding(int roots) {
    return new ModelWorld(ledger, bundles, active, signing, own, roots);
  }
}
