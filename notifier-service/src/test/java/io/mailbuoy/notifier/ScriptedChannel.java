package io.mailbuoy.notifier;

import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.ChannelKind;
import io.mailbuoy.notifier.channel.Group;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Occasion;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.channel.Pace;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// A channel that does what a test tells it to, and remembers what it was asked to say.
public final class ScriptedChannel implements Channel {
  private final String name;
  private final ChannelKind kind;
  private final List<Notification> taken = new CopyOnWriteArrayList<>();
  private final List<Notification> asked = new CopyOnWriteArrayList<>();
  private final List<List<Notification>> messages = new CopyOnWriteArrayList<>();
  private final List<Word> words = new CopyOnWriteArrayList<>();
  private final List<Group> groups = new CopyOnWriteArrayList<>();
  private final List<Group> groupsAsked = new CopyOnWriteArrayList<>();
  private volatile int room = 40;
  private volatile Pace pace = Pace.unlimited();
  private volatile Function<Notification, Outcome> script =
      notification -> new Outcome.Delivered("ok");

  public ScriptedChannel(String name, ChannelKind kind) {
    this.name = name;
    this.kind = kind;
  }

  /// From now on it answers so.
  public void answers(Function<Notification, Outcome> with) {
    script = with;
  }

  /// What it has taken one by one, oldest first.
  public List<Notification> taken() {
    return taken;
  }

  /// Every attempt, oldest first.
  public List<Notification> asked() {
    return asked;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ChannelKind kind() {
    return kind;
  }

  @Override
  public Outcome deliver(Notification notification) {
    asked.add(notification);
    Outcome outcome = script.apply(notification);
    if (outcome instanceof Outcome.Delivered) {
      taken.add(notification);
      messages.add(List.of(notification));
      words.add(new Word(notification, false));
    }
    return outcome;
  }

  /// What was said of one alert.
  ///
  /// @param digest whether it stood in one
  public record Word(Notification said, boolean digest) {}

  /// How often it was asked to take a message.
  public int attempts() {
    return asked.size() + groupsAsked.size();
  }

  /// The messages that it has taken, oldest first, each with all that it says.
  public List<List<Notification>> messages() {
    return messages;
  }

  /// All that it was told, by itself and with others, oldest first.
  public List<Notification> said() {
    return words.stream().map(Word::said).toList();
  }

  /// All that it has taken, by itself and in digests, oldest first.
  public List<Word> words() {
    return words;
  }

  /// The messages about several alerts that it has taken, oldest first.
  public List<Group> groups() {
    return groups;
  }

  /// Every attempt at one, oldest first.
  public List<Group> groupsAsked() {
    return groupsAsked;
  }

  @Override
  public int room() {
    return kind.memory() == ChannelKind.Memory.MESSAGES ? room : 1;
  }

  @Override
  public Outcome deliver(Group group) {
    groupsAsked.add(group);
    Outcome outcome =
        group.entries().stream()
            .map(entry -> script.apply(entry.notification()))
            .filter(each -> !(each instanceof Outcome.Delivered))
            .findFirst()
            .orElse(new Outcome.Delivered("ok"));
    if (outcome instanceof Outcome.Delivered) {
      groups.add(group);
      messages.add(group.entries().stream().map(Group.Entry::notification).toList());
      boolean digest = group.occasion() instanceof Occasion.Digest;
      group.entries().forEach(entry -> words.add(new Word(entry.notification(), digest)));
    }
    return outcome;
  }

  @Override
  public String preview(Notification notification) {
    return notification.reason();
  }

  @Override
  public List<String> templateFaults(Notification example) {
    return List.of();
  }

  @Override
  public Pace pace() {
    return pace;
  }

  /// From now on a message can name so many alerts.
  public void names(int alerts) {
    room = alerts;
  }

  /// From now on it takes no more than that.
  public void takes(Pace.Limit... limits) {
    pace = Pace.of(limits);
  }
}
