package io.mailbuoy.standalone.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What this process has used so far, everything in it counted: the compiler's and the collector's
/// threads, and the kernel's work for it.
final class OwnProcess {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private OwnProcess() {}

  /// @return nanoseconds of processor time, in user mode and in the kernel
  static long cpuNanos() {
    return SYSTEM.getProcessCpuTime();
  }

  /// @return MiB in main memory; empty on systems that do not tell
  static OptionalLong residentMiB() {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try {
      Matcher resident = RESIDENT.matcher(Files.readString(STATUS));
      return resident.find()
          ? OptionalLong.of(Math.ceilDiv(Long.parseLong(resident.group(1)), 1024))
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
