package io.watchword.tests.conformance.spiffe.cases;

import static io.watchword.tests.conformance.spiffe.cases.Chains.WEB;

import io.watchword.tests.kit.TestSvid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A good chain with a few bytes changed: all of them are refused, since every byte is signed or is
/// the signature. Keys are new in each run, what changes where is not.
final class MutatedCases {

  private static final int LEAVES = 80;
  private static final int INTERMEDIATES = 40;

  private MutatedCases() {}

  static void add(Expectations cases, Chains chains) {
    Random random = new Random(223);
    for (int i = 0; i < LEAVES + INTERMEDIATES; i++) {
      TestSvid svid =
          chains
              .root
              .intermediate()
              .leaf(WEB, c -> c.dns("web.example.org").ip(new byte[] {1, 2, 3, 4}));
      int which = i < LEAVES ? 0 : 1;
      List<byte[]> ders = new ArrayList<>(svid.ders());
      byte[] der = ders.get(which);
      String how = "";
      byte[] changed = der;
      while (Arrays.equals(changed, der)) {
        changed = der.clone();
        how = change(changed, random);
      }
      ders.set(which, changed);
      cases.refuse(
          "X5-26",
          "mutation %03d: %s of the %s".formatted(i, how, which == 0 ? "leaf" : "intermediate"),
          Chains.ask(ders, Chains.trust(chains.root)));
    }
  }

  private static String change(byte[] der, Random random) {
    int at = random.nextInt(der.length);
    switch (random.nextInt(4)) {
      case 0 -> {
        der[at] ^= (byte) (1 << random.nextInt(8));
        return "one bit";
      }
      case 1 -> {
        der[at] = (byte) random.nextInt(256);
        return "one byte";
      }
      case 2 -> {
        for (int i = 0; i < 4; i++) {
          der[random.nextInt(der.length)] = (byte) random.nextInt(256);
        }
        return "four bytes";
      }
      default -> {
        int from = random.nextInt(der.length);
        int length = Math.min(der.length - Math.max(from, at), 1 + random.nextInt(32));
        System.arraycopy(der, from, der, at, length);
        return length + " bytes copied";
      }
    }
  }
}
