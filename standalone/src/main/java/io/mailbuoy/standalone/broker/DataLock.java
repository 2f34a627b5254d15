package io.mailbuoy.standalone.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Keeps a folder of data for one broker. The operating system gives it back when the process ends,
/// however it ends; the file itself stays.
final class DataLock implements AutoCloseable {
  private final FileChannel channel;

  private DataLock(FileChannel channel) {
    this.channel = channel;
  }

  /// @throws BrokerException where the folder cannot be written or another process has it
  static DataLock take(Path folder) {
    Path file = folder.resolve("in-use");
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new BrokerException(
            "the data folder "
                + folder
                + " is in use by another Mailbuoy"
                + owner(file)
                + "; stop that one, or name another folder with --data");
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
      return new DataLock(channel);
    } catch (IOException e) {
      throw new BrokerException(
          "the data folder "
              + folder
              + " cannot be written ("
              + e.getClass().getSimpleName()
              + ": "
              + e.getMessage()
              + "); make it writable, or name another folder with --data",
          e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this very process holds it
    }
  }

  private static String owner(Path file) {
    try {
      String pid = Files.readString(file, UTF_8).strip();
      return pid.isEmpty() ? "" : " (process " + pid + ")";
    } catch (IOException e) {
      return ""; // where locked files cannot be read, its number is not known
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
