package io.watchword.tests.conformance.spiffe.cases;

import static io.watchword.tests.conformance.spiffe.cases.Chains.WEB;

import io.watchword.tests.conformance.spiffe.judge.Question;
import io.watchword.tests.kit.DerWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Bytes that two readers may read differently: what is signed must mean one thing. X.690, RFC 5280
/// §4.
final class EncodingCases {

  private static final String BER = "a verifier may read BER where DER is asked for";

  private EncodingCases() {}

  static void add(Expectations cases, Chains chains) {
    byte[] der = chains.root.leaf(WEB).leafDer();
    cases.ratherRefuse(
        "X5-26",
        "bytes behind the certificate",
        ask(chains, Arrays.copyOf(der, der.length + 2)),
        "they are not signed and mean nothing");
    cases.refuse("X5-26", "certificate cut short", ask(chains, Arrays.copyOf(der, der.length - 1)));
    cases.refuse("X5-26", "no bytes", ask(chains, new byte[0]));
    byte[] indefinite = DerWriter.concat(new byte[] {0x30, (byte) 0x80}, body(der), new byte[2]);
    cases.ratherRefuse("X5-26", "indefinite length", ask(chains, indefinite), BER);
    byte[] longer =
        DerWriter.concat(
            new byte[] {
              0x30, (byte) 0x83, 0, (byte) (body(der).length >> 8), (byte) body(der).length
            },
            body(der));
    cases.ratherRefuse("X5-26", "length in more bytes than needed", ask(chains, longer), BER);
    names(cases, chains);
    cases.refuse("X5-26", "key usage twice", chains.leaf(c -> c.twice("2.5.29.15")));
    cases.refuse(
        "X5-27",
        "basic constraints twice, the second of a certificate authority",
        chains.leaf(c -> c.basicConstraints(true, true, -1).twice("2.5.29.19")));
    cases.either(
        "X5-12",
        "cA FALSE written out, as many authorities do",
        chains.leaf(c -> c.extension("2.5.29.19", true, DerWriter.sequence(DerWriter.bool(false)))),
        Map.of());
    cases.refuse(
        "X5-27",
        "cA as 0x01, which BER reads as true",
        chains.leaf(
            c ->
                c.extension(
                    "2.5.29.19",
                    true,
                    DerWriter.sequence(DerWriter.element(0x01, new byte[] {1})))));
    cases.ratherRefuse(
        "X5-28",
        "key usage with bits behind its unused ones",
        chains.leaf(
            c ->
                c.extension(
                    "2.5.29.15", true, DerWriter.element(0x03, new byte[] {7, (byte) 0x84}))),
        BER);
    cases.refuse("X5-26", "version 1 with a SPIFFE ID nowhere", chains.leaf(c -> c.version(1)));
  }

  private static void names(Expectations cases, Chains chains) {
    byte[] uri = DerWriter.text(0x86, WEB);
    cases.refuse(
        "X5-02,X5-01",
        "subject alternative names twice, one URI each",
        chains.leaf(
            c ->
                c.extension(
                    "2.5.29.17",
                    false,
                    DerWriter.sequence(DerWriter.text(0x86, "spiffe://example.org/admin")))));
    cases.refuse(
        "X5-01",
        "issuer's alternative names instead of the subject's",
        chains.leaf(c -> c.noNames().extension("2.5.29.18", false, DerWriter.sequence(uri))));
    cases.refuse(
        "X5-01",
        "URI as a constructed element",
        chains.leaf(
            c ->
                c.noNames()
                    .extension(
                        "2.5.29.17",
                        false,
                        DerWriter.sequence(DerWriter.element(0xa6, DerWriter.text(0x16, WEB))))));
    cases.refuse(
        "X5-01",
        "bytes behind the names",
        chains.leaf(
            c ->
                c.noNames()
                    .extension(
                        "2.5.29.17",
                        false,
                        DerWriter.concat(DerWriter.sequence(uri), DerWriter.text(0x86, "x")))));
    for (byte[] bytes :
        List.of(
            new byte[] {(byte) 0xc0, (byte) 0xaf},
            new byte[] {(byte) 0xff},
            "\u017f".getBytes(StandardCharsets.UTF_8))) {
      byte[] id =
          DerWriter.concat("spiffe://example.org/a".getBytes(StandardCharsets.US_ASCII), bytes);
      cases.refuse(
          "X5-01,ID-16",
          "ID that ends in the byte 0x" + Integer.toHexString(bytes[0] & 0xff),
          chains.leaf(
              c ->
                  c.noNames()
                      .extension(
                          "2.5.29.17", false, DerWriter.sequence(DerWriter.element(0x86, id)))));
    }
    cases.refuse(
        "X5-01,ID-01", "long s in the scheme", chains.leaf("\u017fpiffe://example.org/web"));
  }

  private static byte[] body(byte[] der) {
    return Arrays.copyOfRange(der, 4, der.length);
  }

  private static Question ask(Chains chains, byte[] leaf) {
    return Chains.ask(Chains.list(leaf), Chains.trust(chains.root));
  }
}
