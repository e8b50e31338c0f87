package io.watchword.proxy;

import io.watchword.proxy.config.Timeouts;
import java.time.Duration;

/// The default timeouts with some of them changed, for tests.
final class Settings {

  private Duration handshake = Timeouts.DEFAULT.handshake();
  private Duration header = Timeouts.DEFAULT.header();
  private Duration detect = Timeouts.DEFAULT.detect();
  private Duration idle = Timeouts.DEFAULT.idle();
  private Duration progress = Timeouts.DEFAULT.progress();
  private Duration answer = Timeouts.DEFAULT.answer();
  private Duration poolIdle = Timeouts.DEFAULT.poolIdle();

  private Settings() {}

  static Settings timeouts() {
    return new Settings();
  }

  Settings handshake(Duration value) {
    handshake = value;
    return this;
  }

  Settings header(Duration value) {
    header = value;
    return this;
  }

  Settings detect(Duration value) {
    detect = value;
    return this;
  }

  Settings idle(Duration value) {
    idle = value;
    return this;
  }

  Settings progress(Duration value) {
    progress = value;
    return this;
  }

  Settings answer(Duration value) {
    answer = value;
    return this;
  }

  Settings poolIdle(Duration value) {
    poolIdle = value;
    return this;
  }

  Timeouts build() {
    return new Timeouts(
        handshake,
        header,
        detect,
        idle,
        progress,
        answer,
        Timeouts.DEFAULT.tcpIdle(),
        Timeouts.DEFAULT.connect(),
        poolIdle,
        Timeouts.DEFAULT.meshPoolIdle(),
        Timeouts.DEFAULT.drain());
  }
}
