package io.watchword.bundles.archive;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/// One file of a bundle.
///
/// @param path relative, `/` between segments, such as `policies/orders.yaml`
/// @param content shared, not copied: nobody writes to it
public record PolicyFile(String path, byte[] content) {

  /// Longest path that fits the plain tar header of every reader.
  private static final int LONGEST_PATH = 255;

  public PolicyFile {
    Objects.requireNonNull(content);
    problemOf(path)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException("path `" + path + "` " + problem);
            });
  }

  /// A file of text.
  public static PolicyFile of(String path, String text) {
    return new PolicyFile(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /// What makes a path unusable in a bundle; empty if it is fine.
  public static Optional<String> problemOf(String path) {
    if (path.isEmpty()) return Optional.of("is empty");
    if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
      return Optional.of("is longer than " + LONGEST_PATH + " bytes");
    }
    if (path.startsWith("/")) return Optional.of("is absolute (expected: relative)");
    if (path.indexOf('\\') >= 0 || path.chars().anyMatch(Character::isISOControl)) {
      return Optional.of("holds a backslash or a control character");
    }
    for (String segment : path.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".")) return Optional.of("is not normalised");
      if (segment.equals("..")) return Optional.of("leaves the bundle with `..`");
    }
    return Optional.empty();
  }

  /// The content as text.
  public String text() {
    return new String(content, StandardCharsets.UTF_8);
  }

  /// Name without its folders.
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PolicyFile(String otherPath, byte[] otherContent)
        && path.equals(otherPath)
        && Arrays.equals(content, otherContent);
  }

  @Override
  public int hashCode() {
    return 31 * path.hashCode() + Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return path + " (" + content.length + " bytes)";
  }
}
