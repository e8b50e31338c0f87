package io.watchword.bundles.signature;

/// What a signature says of one file.
///
/// @param hash lower-case hexadecimal
/// @param algorithm such as `SHA-256`
record SignedFile(String name, String hash, String algorithm) {}
