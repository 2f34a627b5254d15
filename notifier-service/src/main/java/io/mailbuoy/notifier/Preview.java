package io.mailbuoy.notifier;

import io.mailbuoy.contracts.config.ChannelConfig;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.Group;
import io.mailbuoy.notifier.channel.Message;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Occasion;
import io.mailbuoy.notifier.channel.Text;
import io.mailbuoy.notifier.decision.Decider;
import io.mailbuoy.notifier.decision.Decision;
import io.mailbuoy.notifier.decision.Policy;
import io.mailbuoy.notifier.decision.Reason;
import io.mailbuoy.notifier.decision.Routing;
import io.mailbuoy.notifier.decision.Situation;
import io.mailbuoy.notifier.decision.Wishes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Shows what would be sent without sending it, and without any framework.
public final class Preview {
  private Preview() {}

  /// The message of an alert in the form of each configured channel, by the channel's name. No
  /// secret is in it.
  ///
  /// @throws IllegalArgumentException naming the key, where a channel's settings cannot be used
  public static Map<String, String> render(MailbuoyConfig config, Alert alert) {
    Policy policy = Policy.of(config);
    Map<String, String> texts = new LinkedHashMap<>();
    for (Channel channel : Channels.of(config)) {
      texts.put(channel.name(), render(channel, alert, policy));
    }
    return texts;
  }

  private static String render(Channel channel, Alert alert, Policy policy) {
    Instant now = alert.occurredAt();
    return switch (decide(policy, alert, channel, now)) {
      case Decision.Gather gather when gather.as() == Decision.Together.DIGEST ->
          channel.preview(
              new Group(
                  List.of(new Group.Entry(first(alert), Optional.empty())),
                  new Occasion.Digest(
                      policy.digests().period(channel.name()).orElse(Duration.ZERO)),
                  now));
      case Decision.Gather _,
          Decision.Send _,
          Decision.Later _,
          Decision.Suppress _,
          Decision.Skip _ ->
          channel.preview(first(alert));
    };
  }

  private static Decision decide(Policy policy, Alert alert, Channel channel, Instant now) {
    return Decider.decide(
        new Situation(
            alert,
            Map.of(),
            policy.routing().plan(alert),
            Wishes.none(),
            policy.calm(),
            policy.digests(),
            policy.groups(),
            Map.of(),
            now),
        channel.name(),
        channel.kind());
  }

  private static Notification first(Alert alert) {
    boolean over = alert.state().is(AlertState.RESOLVED);
    return new Notification(
        alert,
        over ? Action.RESOLVE : Action.TRIGGER,
        (over ? Reason.ENDED : Reason.OPENED).words(),
        Optional.empty(),
        alert.occurredAt());
  }

  /// What would become of an alert of which nobody has been told yet.
  ///
  /// @param headline of the message
  /// @param broken services that the alert says do not work
  /// @param routes that were asked, in their order
  /// @param channels all that are configured: first those that are told
  public record Forecast(
      String headline, List<String> broken, List<Routing.Step> routes, List<Outlook> channels) {}

  /// What would become of it on one channel.
  ///
  /// @param at when it is told, or looked at again; absent where that is at once or never
  /// @param dependsOn those of the broken services that the channel needs
  public record Outlook(
      String channel,
      String kind,
      Verdict verdict,
      String why,
      @Nullable Instant at,
      List<String> dependsOn) {}

  /// In the order in which they are shown.
  public enum Verdict {
    NOW,
    LATER,
    SILENCED,
    /// Where another channel cannot be told.
    FALLBACK,
    /// Where nobody acknowledges it.
    ESCALATION,
    NEVER
  }

  /// @param now the moment for which it is asked
  /// @throws IllegalArgumentException naming the key, where a channel's settings cannot be used
  public static Forecast forecast(MailbuoyConfig config, Alert alert, Instant now) {
    Policy policy = Policy.of(config);
    Routing.Plan plan = policy.routing().plan(alert);
    List<Outlook> outlooks = new ArrayList<>();
    for (Channel channel : Channels.of(config)) {
      List<String> needs =
          Optional.ofNullable(config.channels().get(channel.name()))
              .flatMap(ChannelConfig::dependsOn)
              .orElse(List.of());
      Decision decision = decide(policy, alert, channel, now);
      List<String> dependsOn = Routing.broken(alert).stream().filter(needs::contains).toList();
      outlooks.add(outlook(decision, plan, channel, dependsOn, policy, now));
    }
    outlooks.sort((a, b) -> a.verdict().compareTo(b.verdict()));
    return new Forecast(
        Message.of(first(alert), Optional.empty()).headline(),
        Routing.broken(alert),
        policy.routing().way(alert),
        outlooks);
  }

  private static Outlook together(
      Decision.Gather gather, Policy policy, Channel channel, Instant now, List<String> dependsOn) {
    boolean due = !now.isBefore(gather.at());
    String name = channel.name();
    return new Outlook(
        name,
        channel.kind().word(),
        due ? Verdict.NOW : Verdict.LATER,
        gather.send().why()
            + switch (gather.as()) {
              case DIGEST ->
                  (due ? "; in" : "; waits for")
                      + " the channel's digest, every "
                      + policy.digests().period(name).map(Text::length).orElse("");
              case GROUP ->
                  due
                      ? "; with all that waits there"
                      : "; the channel waits for more, for "
                          + policy.groups().wait(name).map(Text::length).orElse("");
            },
        due ? null : gather.at(),
        dependsOn);
  }

  private static Outlook outlook(
      Decision decision,
      Routing.Plan plan,
      Channel channel,
      List<String> dependsOn,
      Policy policy,
      Instant now) {
    String name = channel.name();
    String kind = channel.kind().word();
    return switch (decision) {
      case Decision.Send send -> new Outlook(name, kind, Verdict.NOW, send.why(), null, dependsOn);
      case Decision.Gather gather -> together(gather, policy, channel, now, dependsOn);
      case Decision.Later later ->
          new Outlook(name, kind, Verdict.LATER, later.reason().words(), later.at(), dependsOn);
      case Decision.Suppress suppress ->
          new Outlook(
              name, kind, Verdict.SILENCED, suppress.reason().words(), suppress.until(), dependsOn);
      case Decision.Skip skip ->
          perhaps(plan, name)
              .map(may -> new Outlook(name, kind, may.verdict(), may.why(), null, dependsOn))
              .orElse(
                  new Outlook(name, kind, Verdict.NEVER, skip.reason().words(), null, dependsOn));
    };
  }

  private record Perhaps(Verdict verdict, String why) {}

  private static Optional<Perhaps> perhaps(Routing.Plan plan, String channel) {
    for (Routing.Leg leg : plan.legs()) {
      int place = leg.fallback().indexOf(channel);
      if (place >= 0) {
        String others = String.join(", ", leg.channels());
        return Optional.of(
            new Perhaps(
                Verdict.FALLBACK,
                "where one of %s cannot be told%s"
                    .formatted(
                        others,
                        place == 0
                            ? ""
                            : " and %s neither"
                                .formatted(String.join(", ", leg.fallback().subList(0, place))))));
      }
      for (Routing.Escalation step : leg.escalations()) {
        if (step.channels().contains(channel)) {
          return Optional.of(
              new Perhaps(
                  Verdict.ESCALATION,
                  "where nobody has acknowledged it within " + Text.length(step.after())));
        }
      }
    }
    return Optional.empty();
  }
}
