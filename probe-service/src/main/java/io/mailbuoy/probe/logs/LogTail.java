package io.mailbuoy.probe.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Follows a file by its name: what is appended, the new file after a rotation once the old one is
/// read to its end, and a file that was emptied in its place. It looks when it is told to, and
/// reads a bounded piece each time.
///
/// No position is remembered over a restart, for there is nowhere to keep it: a new tail begins at
/// the end of a file that is there, unless it is told to begin at the start. A file that turns up
/// later is read from its start.
final class LogTail implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LogTail.class);

  static final int LONGEST_LINE = 8_192;
  private static final int PIECE = 64 * 1_024;

  /// Of a file's beginning, by which one that was emptied and filled again is recognised.
  private static final int HEAD = 128;

  private final Path file;
  private final Limits limits;
  private final Start start;
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private @Nullable FileChannel channel;
  private @Nullable Object key;
  private byte[] head = new byte[0];
  private long position;
  private long lineStart;
  private boolean cutting;
  private boolean opened;
  private @Nullable String trouble;
  private Replacement replacement = Replacement.NONE;
  private long skipped;

  /// @param perTurn how many bytes one turn reads at most
  /// @param behind how many bytes may wait; of more, the oldest are passed over
  record Limits(long perTurn, long behind) {
    static final Limits USUAL = new Limits(1 << 20, 16 << 20);
  }

  /// Where the first file is begun.
  enum Start {
    AT_END,
    AT_BEGINNING
  }

  /// Whether another file has the name now.
  private enum Replacement {
    NONE,
    SEEN
  }

  /// A whole line.
  interface Lines {
    /// @param origin tells this line from every other, as long as its file is there
    void line(String text, String origin);
  }

  LogTail(Path file, Start start, Limits limits) {
    this.file = file;
    this.start = start;
    this.limits = limits;
  }

  /// How many bytes were passed over.
  long skipped() {
    return skipped;
  }

  /// Whether there is a file to follow.
  boolean isFollowing() {
    return channel != null;
  }

  /// Reads what has been added since the last turn. Never throws.
  void turn(Lines lines) {
    try {
      if (channel == null) {
        open();
      }
      if (read(lines) && wasReplaced()) {
        turnToNew(lines);
      }
      wellAgain();
    } catch (NoSuchFileException e) {
      missing("there is no such file");
    } catch (IOException e) {
      close();
      missing(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  /// Whoever writes turns to the new file some moments after it was made, so the old one gets one
  /// more turn. A line without an end in it is as long as it will be.
  private void turnToNew(Lines lines) throws IOException {
    if (replacement == Replacement.NONE) {
      replacement = Replacement.SEEN;
      return;
    }
    if (partial.size() > 0) {
      lines.line(text(), key + ":" + lineStart);
    }
    close();
    open();
    read(lines);
  }

  private void open() throws IOException {
    BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
    if (!found.isRegularFile()) {
      throw new IOException("it is no regular file");
    }
    FileChannel fresh = FileChannel.open(file, StandardOpenOption.READ);
    channel = fresh;
    key = found.fileKey();
    position = !opened && start == Start.AT_END ? fresh.size() : 0;
    opened = true;
    replacement = Replacement.NONE;
    begin();
    cutting = position > 0 && !endsLine(fresh); // the rest of a line says nothing
  }

  private boolean endsLine(FileChannel fresh) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    return fresh.read(last, position - 1) == 1 && last.get(0) == '\n';
  }

  private void begin() {
    head = new byte[0];
    partial.reset();
    cutting = false;
    lineStart = position;
  }

  /// Whether the end was reached.
  private boolean read(Lines lines) throws IOException {
    FileChannel from = Objects.requireNonNull(channel);
    noticeEmptied(from);
    if (from.size() - position > limits.behind()) {
      long next = from.size() - limits.perTurn();
      skipped += next - position;
      LOG.warnf("%s grows faster than it is read; %d bytes are passed over", file, next - position);
      position = next;
      partial.reset();
      cutting = true; // up to the next line's beginning
    }
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    for (long total = 0; total < limits.perTurn(); total += piece.limit()) {
      piece.clear();
      int got = from.read(piece, position);
      if (got <= 0) {
        return true;
      }
      piece.flip();
      split(piece, lines);
      position += got;
    }
    return false;
  }

  /// A file that is emptied in its place is shorter than before, or begins in another way.
  private void noticeEmptied(FileChannel from) throws IOException {
    boolean emptied = from.size() < position;
    if (!emptied && head.length > 0) {
      byte[] now = start(from, head.length);
      emptied = !Arrays.equals(head, now);
    }
    if (emptied) {
      position = 0;
      opened = true;
      begin();
    }
    if (head.length < HEAD && position > 0) {
      head = start(from, (int) Math.min(HEAD, position));
    }
  }

  private static byte[] start(FileChannel from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    int got = from.read(bytes, 0);
    return Arrays.copyOf(bytes.array(), Math.max(0, got));
  }

  private void split(ByteBuffer piece, Lines lines) {
    for (int i = 0; i < piece.limit(); i++) {
      byte next = piece.get(i);
      if (next == '\n') {
        if (!cutting || partial.size() > 0) {
          lines.line(text(), key + ":" + lineStart);
        }
        partial.reset();
        cutting = false;
        lineStart = position + i + 1;
      } else if (!cutting && next != 0) { // a file that was emptied under its writer holds zeros
        partial.write(next);
        cutting = partial.size() >= LONGEST_LINE;
      }
    }
  }

  /// Bytes that are no UTF-8 become question marks of its own; a log may hold anything.
  private String text() {
    String text = partial.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private boolean wasReplaced() throws IOException {
    try {
      Object now = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return !Objects.equals(now, key);
    } catch (NoSuchFileException e) {
      return false; // the new one is on its way; whoever writes may still write to the old one
    }
  }

  private void missing(String why) {
    if (!why.equals(trouble)) {
      trouble = why;
      LOG.warnf("the log %s cannot be read (%s); it is looked for all the time", file, why);
    }
    opened = true; // what turns up later is new, and read from its start
  }

  private void wellAgain() {
    if (trouble != null) {
      LOG.infof("the log %s can be read", file);
      trouble = null;
    }
  }

  @Override
  public void close() {
    FileChannel closing = channel;
    channel = null;
    if (closing != null) {
      try {
        closing.close();
      } catch (IOException e) {
        LOG.debugf(e, "%s cannot be closed", file);
      }
    }
  }
}
