package io.watchword.agent.node;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a new agent is let in by: a secret to be used once, and which root the CA must show.
/// Immutable.
public final class JoinToken {

  private static final Pattern FORM = Pattern.compile("wwt_[A-Za-z0-9_-]{43}\\.([0-9a-f]{64})");

  private final String text;
  private final String rootSha256;

  private JoinToken(String text, String rootSha256) {
    this.text = text;
    this.rootSha256 = rootSha256;
  }

  /// The token that `text` spells; blanks around it are ignored.
  ///
  /// @throws InvalidJoinTokenException where it spells none
  public static JoinToken parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new InvalidJoinTokenException(
          "the join token is malformed (expected: `wwt_`, 43 characters, `.`, 64 hexadecimal"
              + " digits, as `watchword token create` prints it)");
    }
    return new JoinToken(matcher.group(), matcher.group(1));
  }

  /// The secret, for the CA alone.
  public String reveal() {
    return text;
  }

  /// SHA-256 of the root that the CA's chain must end in, lower-case hexadecimal.
  public String rootSha256() {
    return rootSha256;
  }

  /// A name for this token that gives nothing away: to know a used one again.
  public String fingerprint() {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
