package io.mailbuoy.notifier;

import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.ChannelKind;
import io.mailbuoy.notifier.channel.Digest;
import io.mailbuoy.notifier.channel.Notification;
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
  private final List<Word> words = new CopyOnWriteArrayList<>();
  private final List<Digest> digests = new CopyOnWriteArrayList<>();
  private final List<Digest> digestsAsked = new CopyOnWriteArrayList<>();
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

  /// What it has taken, oldest first.
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
      words.add(new Word(notification, false));
    }
    return outcome;
  }

  /// What was said of one alert.
  ///
  /// @param digest whether it stood in one
  public record Word(Notification said, boolean digest) {}

  /// All that it has taken, by itself and in digests, oldest first.
  public List<Word> words() {
    return words;
  }

  /// What it has taken in digests, oldest first.
  public List<Digest> digests() {
    return digests;
  }

  /// Every attempt to tell a digest, oldest first.
  public List<Digest> digestsAsked() {
    return digestsAsked;
  }

  @Override
  public Outcome deliver(Digest digest) {
    digestsAsked.add(digest);
    Outcome outcome = script.apply(digest.entries().getFirst().notification());
    if (outcome instanceof Outcome.Delivered) {
      digests.add(digest);
      digest.entries().forEach(entry -> words.add(new Word(entry.notification(), true)));
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
    return Pace.unlimited();
  }
}
