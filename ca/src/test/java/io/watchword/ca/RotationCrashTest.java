package io.watchword.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.ca.authority.RotationState;
import io.watchword.ca.authority.TrustState;
import io.watchword.ca.issuance.IssuedSvid;
import io.watchword.identity.svid.X509SvidValidator;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The CA is killed at every line that a rotation writes to any journal: before it, in its middle,
/// and behind it. Resumed, the rotation must end DONE, with the bundle's sequence never going back,
/// one root left, and the SVIDs of the mesh valid at every moment in between.
///
/// The build kills at some lines, with `-Ddrill=every-line` at every one.
@Execution(ExecutionMode.CONCURRENT)
@Timeout(900)
class RotationCrashTest {
  private static final String OPERATOR = "uid:0 pid:1";

  @TempDir Path folder;

  @Test
  void resume_killedBeforeAnyLine_endsDone() {
    killedAtEach(4, FailingDisk.Leaving.NOTHING);
  }

  @Test
  void resume_killedInTheMiddleOfALine_endsDone() {
    // To whoever reads it again, half a line is none: two are enough.
    killedAtEach(9, FailingDisk.Leaving.HALF);
  }

  @Test
  void resume_killedBehindALine_endsDone() {
    // Behind one line is before the next, but for the effect in between; some are enough.
    killedAtEach(7, FailingDisk.Leaving.ALL);
  }

  private void killedAtEach(int stride, FailingDisk.Leaving rest) {
    int lines = linesOfARotation();
    assertThat(lines).isGreaterThan(15);
    int step = "every-line".equals(System.getProperty("drill")) ? 1 : stride;
    for (int line = 1; line <= lines; line += step) {
      killedAt(line, rest);
    }
  }

  private void killedAt(int line, FailingDisk.Leaving rest) {
    String where = rest + " at line " + line;
    TestAuthority authority = TestAuthority.on(folder.resolve(rest + "-" + line));
    TestHost host = TestHost.attested(authority, "a").workload("/web");
    host.report();
    String old = authority.ca.anchors.current().active();
    long sequence = authority.ca.anchors.current().sequence();
    authority.disk.dieAt(line, rest);
    rotateUntilKilled(authority, host);
    assertThat(authority.disk.isDead()).as(where).isTrue();

    TestAuthority restarted = authority.restarted();
    try {
      TestHost same = host.with(restarted);
      assertValid(restarted, same, where);
      assertThat(restarted.ca.anchors.current().sequence()).isGreaterThanOrEqualTo(sequence);
      resumeOrStart(restarted);
      for (int i = 0; i < 8 && restarted.ca.rotation.underWay().isPresent(); i++) {
        same.live();
        assertValid(restarted, same, where);
      }
      assertDone(restarted, old, where);
    } finally {
      restarted.close();
    }
  }

  // Killed before the first line there is no rotation to resume, and the operator asks again.
  private static void resumeOrStart(TestAuthority authority) {
    if (authority.ca.rotation.underWay().isPresent()) {
      assertThat(authority.ca.rotation.status().suspended()).isTrue();
      authority.ca.rotation.resume(OPERATOR, "", "");
    } else if (authority.ca.rotation.status().rotation().isEmpty()) {
      authority.ca.rotation.start(authority.order());
    }
  }

  private static void assertDone(TestAuthority authority, String old, String where) {
    TrustState state = authority.ca.anchors.current();
    assertThat(authority.ca.rotation.status().rotation().orElseThrow().state())
        .as(where)
        .isEqualTo(RotationState.DONE);
    assertThat(state.roots()).as(where).hasSize(1);
    assertThat(state.active()).as(where).isNotEqualTo(old);
    assertThat(authority.ca.upstream.roots())
        .as(where)
        .extracting(root -> root.sha256())
        .containsExactly(state.active());
    assertThat(authority.ca.intermediates.get().rootSha256()).as(where).isEqualTo(state.active());
  }

  private static void assertValid(TestAuthority authority, TestHost host, String where) {
    IssuedSvid svid = host.svid("/web");
    assertThat(
            new X509SvidValidator()
                .validate(svid.chain(), authority.ca.anchors.bundles(), authority.clock.instant())
                .id())
        .as(where)
        .isEqualTo(svid.id());
  }

  private static void rotateUntilKilled(TestAuthority authority, TestHost host) {
    try {
      authority.ca.rotation.start(authority.order());
      for (int i = 0; i < 8; i++) {
        host.live();
      }
    } catch (RuntimeException e) {
      // The process is dead from here on.
      assertThat(authority.disk.isDead()).isTrue();
    }
  }

  private int linesOfARotation() {
    try (TestAuthority authority = TestAuthority.on(folder.resolve("whole"))) {
      TestHost host = TestHost.attested(authority, "a").workload("/web");
      host.report();
      int before = authority.disk.appended().size();
      rotateUntilKilled(authority, host);
      List<String> lines = authority.disk.appended();
      return lines.size() - before;
    }
  }
}
