package io.watchword.tests.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;

/// The words in which the rules about the house are said.
final class House {

  /// Everything that protoc writes. The audit records beside it are written by hand.
  static final DescribedPredicate<JavaClass> GENERATED_PROTOBUF =
      DescribedPredicate.describe(
          "generated protobuf",
          type -> isIn(type, "io.watchword.api") && !isIn(type, "io.watchword.api.record"));

  /// A package that speaks a protocol, and may therefore see its generated classes.
  static final DescribedPredicate<JavaClass> WIRE =
      DescribedPredicate.describe(
          "packages named `wire`",
          type -> List.of(type.getPackageName().split("\\.")).contains("wire"));

  /// The module a class belongs to: the first segment after `io.watchword`.
  static String moduleOf(JavaClass type) {
    String[] segments = type.getPackageName().split("\\.");
    return segments.length > 2 && type.getPackageName().startsWith("io.watchword.")
        ? segments[2]
        : "";
  }

  private static boolean isIn(JavaClass type, String parent) {
    return type.getPackageName().equals(parent) || type.getPackageName().startsWith(parent + ".");
  }

  private House() {}
}
