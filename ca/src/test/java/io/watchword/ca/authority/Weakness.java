package io.watchword.ca.authority;

/// What the model is told to get wrong, to see that it is found.
enum Weakness {
  NONE,
  /// G1 lets the last truster out.
  FIRST_GATE_FORGETS_ONE,
  /// G1 is content with having been asked.
  FIRST_GATE_IS_OPEN,
  /// G2 does not look at what is presented.
  SECOND_GATE_IGNORES_LEAVES,
  /// G2 does not look at connections.
  SECOND_GATE_IGNORES_CONNECTIONS,
  /// A leaf counts as replaced when another one was issued, whether or not it arrived.
  ISSUED_IS_REPLACED,
  /// The issuer is switched before anybody was told of the root.
  SWITCH_BEFORE_PUBLISHING,
  /// The way back waits for nobody.
  WAY_BACK_IS_OPEN,
  /// What is old goes as soon as what is new signs.
  DISTRUST_WITH_THE_SWITCH,
  /// Who has not reported since the switch counts as ready.
  SILENCE_IS_CONSENT
}
