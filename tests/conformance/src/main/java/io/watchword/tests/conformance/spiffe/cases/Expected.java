package io.watchword.tests.conformance.spiffe.cases;

import io.watchword.tests.conformance.spiffe.judge.Question;
import java.util.Map;

/// A question with the answer that is wanted.
///
/// @param rules ids of the rules it tests, the main one first, separated by commas
/// @param test what it is about; unique for its rule
/// @param reason what excuses the other answer, where one does
/// @param facts what an implementation that accepts has to have read, if it says so
record Expected(
    String rules,
    String test,
    Question question,
    Wanted wanted,
    String reason,
    Map<String, String> facts) {}
