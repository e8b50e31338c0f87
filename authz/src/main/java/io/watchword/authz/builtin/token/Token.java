package io.watchword.authz.builtin.token;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.encoding.JsonReader;
import io.watchword.authz.builtin.keys.Base64Text;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.nio.charset.StandardCharsets;

/// The three parts of a compact token, still encoded.
record Token(String header, String payload, String signature) {

  /// Longer ones are refused: no header line carries them.
  private static final int LONGEST = 4 << 20;

  static Token split(String text) {
    if (text.length() > LONGEST) {
      throw new BuiltinFailedException("encoded JWT is longer than " + LONGEST + " characters");
    }
    if (text.indexOf('.') < 0) {
      throw new BuiltinFailedException("encoded JWT had no period separators");
    }
    int count = 1 + (int) text.chars().filter(c -> c == '.').count();
    if (count != 3) {
      throw new BuiltinFailedException("encoded JWT must have 3 sections, found " + count);
    }
    int first = text.indexOf('.');
    int second = text.indexOf('.', first + 1);
    return new Token(
        text.substring(0, first), text.substring(first + 1, second), text.substring(second + 1));
  }

  ObjectValue decodedHeader() {
    String json;
    try {
      json = text(Base64Text.decodeUrl(header));
    } catch (BuiltinFailedException e) {
      throw new BuiltinFailedException("JWT header had invalid encoding: " + e.getMessage());
    }
    ObjectValue decoded;
    try {
      decoded = object(json);
    } catch (BuiltinFailedException e) {
      throw new BuiltinFailedException("bad JWT header: " + e.getMessage());
    }
    if (decoded.get(new StringValue("enc")) != null) {
      throw new BuiltinFailedException("JWT is a JWE object, which is not supported");
    }
    return decoded;
  }

  String decodedPayload() {
    try {
      return text(Base64Text.decodeUrl(payload));
    } catch (BuiltinFailedException e) {
      throw new BuiltinFailedException("JWT payload had invalid encoding: " + e.getMessage());
    }
  }

  byte[] decodedSignature() {
    return Base64Text.decodeUrl(signature);
  }

  byte[] signed() {
    return (header + "." + payload).getBytes(StandardCharsets.UTF_8);
  }

  static ObjectValue object(String json) {
    Value value;
    try {
      value = JsonReader.read(json);
    } catch (BuiltinFailedException malformed) {
      throw new BuiltinFailedException("invalid JSON: " + malformed.getMessage());
    }
    if (value instanceof ObjectValue object) {
      return object;
    }
    throw new BuiltinFailedException("decoded JSON type was not an Object");
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
