package io.watchword.authz.builtin.encoding;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/// All functions of the family by name. Stateless.
public final class EncodingFunctions {

  static final int LONGEST = 64 << 20;

  private static final Map<String, Builtin> ALL =
      Map.ofEntries(
          Map.entry("base64.encode", EncodingFunctions::base64),
          Map.entry("base64.decode", EncodingFunctions::fromBase64),
          Map.entry("base64.is_valid", EncodingFunctions::isBase64),
          Map.entry("base64url.encode", EncodingFunctions::base64Url),
          Map.entry("base64url.encode_no_pad", EncodingFunctions::base64UrlUnpadded),
          Map.entry("base64url.decode", EncodingFunctions::fromBase64Url),
          Map.entry("hex.encode", EncodingFunctions::hex),
          Map.entry("hex.decode", EncodingFunctions::fromHex),
          Map.entry("urlquery.encode", UrlQueries::encode),
          Map.entry("urlquery.decode", UrlQueries::decode),
          Map.entry("urlquery.encode_object", UrlQueries::encodeObject),
          Map.entry("urlquery.decode_object", UrlQueries::decodeObject),
          Map.entry("json.marshal", JsonFunctions::marshal),
          Map.entry("json.marshal_with_options", JsonFunctions::marshalWithOptions),
          Map.entry("json.unmarshal", JsonFunctions::unmarshal),
          Map.entry("json.is_valid", JsonFunctions::isValid),
          Map.entry("yaml.marshal", YamlFunctions::marshal),
          Map.entry("yaml.unmarshal", YamlFunctions::unmarshal),
          Map.entry("yaml.is_valid", YamlFunctions::isValid));

  private EncodingFunctions() {}

  public static Map<String, Builtin> all() {
    return ALL;
  }

  private static byte[] bytes(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    context.spend(1 + text.length() / 20);
    if (text.length() > LONGEST) {
      throw new BuiltinFailedException(
          "text is longer than " + LONGEST + " characters (the limit)");
    }
    return GoString.bytes(text);
  }

  private static Value base64(BuiltinContext context, Value[] arguments) {
    return new StringValue(Base64.getEncoder().encodeToString(bytes(context, arguments)));
  }

  private static Value base64Url(BuiltinContext context, Value[] arguments) {
    return new StringValue(Base64.getUrlEncoder().encodeToString(bytes(context, arguments)));
  }

  private static Value base64UrlUnpadded(BuiltinContext context, Value[] arguments) {
    return new StringValue(
        Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(context, arguments)));
  }

  private static Value fromBase64(BuiltinContext context, Value[] arguments) {
    return new StringValue(GoString.of(Base64Reader.STANDARD.read(bytes(context, arguments))));
  }

  private static Value isBase64(BuiltinContext context, Value[] arguments) {
    if (!(arguments[0] instanceof StringValue)) {
      return BooleanValue.FALSE;
    }
    try {
      Base64Reader.STANDARD.read(bytes(context, arguments));
      return BooleanValue.TRUE;
    } catch (BuiltinFailedException invalid) {
      return BooleanValue.FALSE;
    }
  }

  // RFC 7515 appendix C: the padding may be left out.
  private static Value fromBase64Url(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    byte[] bytes = bytes(context, arguments);
    int missing = text.endsWith("=") ? 0 : (4 - bytes.length % 4) % 4;
    if (missing == 3) {
      throw new BuiltinFailedException("illegal base64url string: " + text);
    }
    byte[] padded = GoString.bytes(text + "=".repeat(missing));
    return new StringValue(GoString.of(Base64Reader.URL.read(padded)));
  }

  private static Value hex(BuiltinContext context, Value[] arguments) {
    return new StringValue(HexFormat.of().formatHex(bytes(context, arguments)));
  }

  private static Value fromHex(BuiltinContext context, Value[] arguments) {
    byte[] digits = bytes(context, arguments);
    byte[] decoded = new byte[digits.length / 2];
    for (int i = 0; i < digits.length; i++) {
      int digit = Character.digit(digits[i] < 0 ? ' ' : (char) digits[i], 16);
      if (digit < 0) {
        throw new BuiltinFailedException(
            "encoding/hex: invalid byte: " + UrlQueries.unicode(digits[i] & 0xFF));
      }
      if (i / 2 < decoded.length) {
        decoded[i / 2] = (byte) (decoded[i / 2] << 4 | digit);
      }
    }
    if (digits.length % 2 == 1) {
      throw new BuiltinFailedException("encoding/hex: odd length hex string");
    }
    return new StringValue(GoString.of(decoded));
  }
}
