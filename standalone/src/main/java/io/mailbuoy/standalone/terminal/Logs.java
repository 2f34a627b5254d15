package io.mailbuoy.standalone.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.SizeRotatingFileHandler;

/// Where the logs of libraries in this process go: into a file, or nowhere. The terminal is for
/// what Mailbuoy itself says.
public final class Logs {
  private static final long LIMIT_BYTES = 10L << 20;

  private Logs() {}

  /// Every logging interface of the class path ends at JBoss LogManager, as in the services. It
  /// must be named before the first logger exists.
  public static void useJbossLogManager() {
    if (System.getProperty("java.util.logging.manager") == null) {
      System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    }
  }

  /// Nothing is kept.
  public static void off() {
    Logger root = withoutHandlers();
    root.setLevel(Level.OFF);
  }

  /// Warnings and errors go to a file of bounded size.
  ///
  /// @param file is made with its folders where it does not exist
  public static void toFile(Path file) {
    Logger root = withoutHandlers();
    root.setLevel(Level.WARN);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      SizeRotatingFileHandler handler = new SizeRotatingFileHandler(file.toFile(), true);
      handler.setFormatter(
          new PatternFormatter("%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c] (%t) %s%e%n"));
      handler.setRotateSize(LIMIT_BYTES);
      handler.setMaxBackupIndex(1);
      handler.setAutoFlush(true);
      root.addHandler(handler);
    } catch (IOException e) {
      throw new UncheckedIOException("the log " + file + " cannot be written", e);
    }
  }

  private static Logger withoutHandlers() {
    Logger root = LogContext.getSystemLogContext().getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    return root;
  }
}
