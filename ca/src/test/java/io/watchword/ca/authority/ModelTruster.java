package io.watchword.ca.authority;

/// A truster in the model, and what the CA knows of it. Immutable.
///
/// @param bundle sequence of the bundle it has
/// @param leaf root of the SVID it presents
/// @param since roots of SVIDs that were issued for it later, and were lost on their way
/// @param open root that its open connection stands under; 0 where it has none
/// @param known what it reported last, as far as the CA got it
/// @param knownSince roots of SVIDs that were issued for it after the one in that report
/// @param underWay a report that is still on its way; 0 where there is none
/// @param underWaySince the same for that report
record ModelTruster(
    int bundle,
    int leaf,
    int since,
    int open,
    int known,
    int knownSince,
    int underWay,
    int underWaySince) {

  static ModelTruster first() {
    return new ModelTruster(0, ModelWorld.OLD, 0, 0, say(0, ModelWorld.OLD, 0), 0, 0, 0);
  }

  int says() {
    return say(bundle, leaf, open);
  }

  private static int say(int bundle, int leaf, int open) {
    return 32 + bundle * 8 + (leaf - 1) * 4 + open;
  }

  static int bundleOf(int said) {
    return (said - 32) / 8;
  }

  static int leafOf(int said) {
    return (said - 32) / 4 % 2 + 1;
  }

  static int openOf(int said) {
    return said % 4;
  }

  /// Whether a report would tell the CA anything.
  boolean hasNews() {
    return says() != known || since != knownSince;
  }

  ModelTruster taking(int sequence) {
    return new ModelTruster(
        sequence, leaf, since, open, known, knownSince, underWay, underWaySince);
  }

  ModelTruster renewed(int root) {
    ModelTruster issued = issued(root);
    return new ModelTruster(
        bundle, root, 0, open, known, issued.knownSince, underWay, issued.underWaySince);
  }

  ModelTruster renewalLost(int root) {
    return issued(root);
  }

  private ModelTruster issued(int root) {
    int late = underWay == 0 ? 0 : underWaySince | root;
    return new ModelTruster(
        bundle, leaf, since | root, open, known, knownSince | root, underWay, late);
  }

  ModelTruster holding(int root) {
    return new ModelTruster(bundle, leaf, since, root, known, knownSince, underWay, underWaySince);
  }

  ModelTruster reporting() {
    return new ModelTruster(bundle, leaf, since, open, known, knownSince, says(), since);
  }

  ModelTruster heard() {
    return new ModelTruster(bundle, leaf, since, open, says(), since, underWay, underWaySince);
  }

  ModelTruster delivered() {
    return new ModelTruster(bundle, leaf, since, open, underWay, underWaySince, 0, 0);
  }

  ModelTruster reportLost() {
    return new ModelTruster(bundle, leaf, since, open, known, knownSince, 0, 0);
  }
}
