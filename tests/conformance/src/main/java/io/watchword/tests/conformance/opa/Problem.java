package io.watchword.tests.conformance.opa;

/// One error, wanted or found.
///
/// @param file of the module it is in; empty: not known
/// @param row from 1; 0: any, or none
/// @param col from 1; 0: any, or none
record Problem(String file, String code, int row, int col, String message) {

  Problem(String code, int row, int col, String message) {
    this("", code, row, col, message);
  }

  /// Whether `found` is what this one asks for; what this one leaves out is not compared.
  boolean isMetBy(Problem found) {
    return (code.isEmpty() || code.equals(found.code))
        && (row == 0 || row == found.row)
        && (col == 0 || col == found.col)
        && found.message.contains(message);
  }

  /// `test-0.rego:4: eval_conflict_error: …`
  String asOpaPrints() {
    return file + ":" + row + ": " + code + ": " + message;
  }

  @Override
  public String toString() {
    return (row == 0 ? "" : row + ":" + col + ": ") + code + ": " + message;
  }
}
