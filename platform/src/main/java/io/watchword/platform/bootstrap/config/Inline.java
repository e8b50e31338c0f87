package io.watchword.platform.bootstrap.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A variant of a union that is written as its single component alone, without a key for its name:
/// with `@Inline record OneFile(Path file) implements Bundles` and `@Inline record
/// PerDomain(Map<String, Path> files) implements Bundles` a file says `bundle: a.pem` or `bundle:
/// {example.org: a.pem}`.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Inline {}
