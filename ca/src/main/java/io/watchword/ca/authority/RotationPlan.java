package io.watchword.ca.authority;

import java.util.ArrayList;
import java.util.List;

/// What a rotation would do, in words. No state.
final class RotationPlan {

  private RotationPlan() {}

  static List<String> steps(Rotation.Order order, Rotation.Keys keys, String backend) {
    return order.compromised() ? emergency(keys, backend) : ordinary(order, keys, backend);
  }

  private static List<String> ordinary(Rotation.Order order, Rotation.Keys keys, String backend) {
    List<String> steps = new ArrayList<>();
    if (order.subjects().contains(RotationSubject.ROOT)) {
      String old = "sha256:" + keys.oldRoot();
      steps.add("create a new root in back end `" + backend + "`");
      steps.add("publish a trust bundle with it and " + old);
      steps.add("G1: wait until every truster trusts it");
      steps.add("sign a new intermediate under it and issue from there");
      steps.add("have every SVID under " + old + " renewed");
      steps.add("G2: wait until nobody presents, holds open or needs " + old);
      steps.add("publish a trust bundle without " + old);
      steps.add("G3: wait until nobody trusts it");
      steps.add("destroy its key");
    } else if (order.subjects().contains(RotationSubject.INTERMEDIATE)) {
      steps.add("sign a new intermediate under sha256:" + keys.oldRoot() + " and issue from there");
      steps.add("G2: wait until every leaf of the old one is replaced or over");
      steps.add("destroy the old one's key");
    }
    if (order.subjects().contains(RotationSubject.JWT_KEYS)) {
      steps.add("with each of these states do the same for JWT key `" + keys.oldJwt() + "`:");
      steps.add("G1: every agent has the new key; G2: the last token under the old one is over");
    } else {
      steps.add("JWT keys are not touched: `--jwt-keys` or `--all` rotates them");
    }
    steps.add("not seen: verifiers that were given a copy of a trust bundle by hand");
    return steps;
  }

  private static List<String> emergency(Rotation.Keys keys, String backend) {
    List<String> steps = new ArrayList<>();
    String old = "sha256:" + keys.oldRoot();
    steps.add("create a new root in back end `" + backend + "` and an intermediate under it");
    steps.add(
        "publish a trust bundle with it and WITHOUT " + old + ", and issue under it: an outage");
    steps.add("connected agents renew by what this CA recorded of them, within ten minutes");
    steps.add("G3: wait until nobody trusts " + old);
    steps.add("G2: wait until nobody presents it or holds a connection open under it");
    steps.add("destroy its key");
    if (!keys.oldJwt().isEmpty()) {
      steps.add(
          "JWT key `" + keys.oldJwt() + "` goes with it: tokens under it are refused at once");
    }
    steps.add("agents that are not connected need a new join token");
    steps.add("not seen: verifiers that were given a copy of a trust bundle by hand");
    return steps;
  }
}
