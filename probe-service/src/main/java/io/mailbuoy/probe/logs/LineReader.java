package io.mailbuoy.probe.logs;

/// Understands the lines of one log, in their order.
interface LineReader {
  Finding read(String line);
}
