package io.watchword.tests.kit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Which rules of a specification a test holds us to, by the ids of our list of rules (`X5-02`). A
/// test of each module that has rules checks that none is without a test.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Rule {

  /// The ids.
  String[] value();
}
