package io.mailbuoy.notifier.decision;

import io.mailbuoy.contracts.config.RoutingConfig;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Certain hours of certain days, in a time zone.
///
/// @param days on which they begin
/// @param to on the next day where it is not later than `from`
record Hours(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {
  Hours {
    days = Set.copyOf(days);
  }

  static Hours of(RoutingConfig.Hours hours) {
    return new Hours(
        hours.days().map(Hours::days).orElse(EnumSet.allOf(DayOfWeek.class)),
        LocalTime.parse(hours.from()),
        LocalTime.parse(hours.to()),
        ZoneId.of(hours.timeZone()));
  }

  private static Set<DayOfWeek> days(List<String> words) {
    return Arrays.stream(DayOfWeek.values())
        .filter(day -> words.contains(day.name().substring(0, 3).toLowerCase(Locale.ROOT)))
        .collect(Collectors.toSet());
  }

  /// When the hours end that it is now; empty where it is none of them.
  Optional<Instant> until(Instant now) {
    LocalDate today = now.atZone(zone).toLocalDate();
    return Stream.of(today.minusDays(1), today)
        .filter(day -> days.contains(day.getDayOfWeek()))
        .filter(day -> !now.isBefore(at(day, from)))
        .map(day -> at(to.isAfter(from) ? day : day.plusDays(1), to))
        .filter(now::isBefore)
        .max(Instant::compareTo);
  }

  private Instant at(LocalDate day, LocalTime time) {
    return day.atTime(time).atZone(zone).toInstant();
  }
}
