package io.watchword.platform.bootstrap.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a config key is when the file does not give it, as the file would write it: `@Default("1h")
/// Duration svidTtl`. For lists, maps and records in YAML flow style: `@Default("[]")`,
/// `@Default("{}")`.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  String value();
}
