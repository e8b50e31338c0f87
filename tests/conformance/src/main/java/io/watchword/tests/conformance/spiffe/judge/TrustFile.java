package io.watchword.tests.conformance.spiffe.judge;

/// The bundle of one trust domain, in the two forms that implementations read.
///
/// @param document as SPIFFE bundle, a JWK set
/// @param pem its roots; empty where PEM cannot say what the document says
public record TrustFile(String trustDomain, String document, String pem) {}
