package io.watchword.platform.bootstrap.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.slf4j.LoggerFactory;

/// Sets up logging for a process: lines with fields on standard error. `WATCHWORD_LOG` is `json` or
/// `console` (default: `console` on a terminal, else `json`), `WATCHWORD_LOG_LEVEL` is `error`,
/// `warn`, `info` or `debug` (default: `info`).
public final class LogSetup {

  private LogSetup() {}

  /// Applies what the environment says; the last call counts.
  public static void configure(Map<String, String> environment) {
    String fallback = errorIsTerminal() ? "console" : "json";
    boolean json = environment.getOrDefault("WATCHWORD_LOG", fallback).equals("json");
    apply(json ? new JsonEncoder() : new ConsoleEncoder(), level(environment));
  }

  /// For the command line: only warnings and errors, for people.
  public static void configureQuietly(Map<String, String> environment) {
    Level level = environment.containsKey("WATCHWORD_LOG_LEVEL") ? level(environment) : Level.WARN;
    apply(new ConsoleEncoder(), level);
  }

  static void apply(Encoder<ILoggingEvent> encoder, Level level) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    configure(context, encoder, level);
  }

  static void configure(LoggerContext context, Encoder<ILoggingEvent> encoder, Level level) {
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(level.isGreaterOrEqual(Level.INFO) ? level : Level.INFO);
    // The libraries' debug lines are for their authors.
    context.getLogger("io.watchword").setLevel(level);
    // gRPC asks Unix sockets for a TCP option; each connection to an agent would warn of it.
    context.getLogger("io.netty.bootstrap").setLevel(Level.ERROR);
    // Tells ten times that a schema is up to date.
    context.getLogger("org.flywaydb").setLevel(Level.WARN);
  }

  static Level level(Map<String, String> environment) {
    String text = environment.getOrDefault("WATCHWORD_LOG_LEVEL", "info");
    return Level.toLevel(text.toUpperCase(Locale.ROOT), Level.INFO);
  }

  // `System.console` looks at the other two streams.
  private static boolean errorIsTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }
}
