package io.mailbuoy.classifier.stream;

import io.mailbuoy.classifier.core.Event;
import io.mailbuoy.classifier.core.Observation;
import io.mailbuoy.classifier.core.state.ForeignFault;
import io.mailbuoy.contracts.event.Code;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.kafka.Topics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/// The form in which events travel on the classifier's own repartition topic. Results, of which
/// there are many, are reduced to what the core takes from them, so that JSON is parsed once; the
/// rest stays the JSON that it was. Coded values travel as words, so that a new version reads what
/// the one before it wrote.
public final class EventSerde implements Serde<Event> {
  private static final byte OBSERVED = 1;
  private static final byte TARGET_KNOWN = 2;
  private static final byte TARGET_GONE = 3;
  private static final byte INCIDENT = 4;
  private static final byte CHANGED = 5;
  private static final byte TIME = 6;
  private static final byte ELSEWHERE = 7;

  @Override
  public Serializer<Event> serializer() {
    return (topic, event) -> event == null ? null : write(event);
  }

  @Override
  public Deserializer<Event> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(bytes);
  }

  /// The event's bytes.
  public static byte[] write(Event event) {
    return switch (event) {
      case Event.Observed(Observation o) -> observed(o);
      case Event.TargetKnown(var target) ->
          tagged(TARGET_KNOWN, Topics.TARGETS.codec().write(target));
      case Event.TargetGone(String id) -> tagged(TARGET_GONE, id.getBytes(StandardCharsets.UTF_8));
      case Event.IncidentSeen(var incident) ->
          tagged(INCIDENT, Topics.SERVICE_INCIDENTS.codec().write(incident));
      case Event.Changed(var change) -> tagged(CHANGED, Topics.CHANGES.codec().write(change));
      case Event.SeenElsewhere(var fault) -> tagged(ELSEWHERE, fault.written());
      case Event.TimePassed(long at) ->
          tagged(TIME, Long.toString(at).getBytes(StandardCharsets.UTF_8));
    };
  }

  /// The event of bytes that [#write] made.
  public static Event read(byte[] bytes) {
    if (bytes[0] == OBSERVED) {
      return new Event.Observed(observation(bytes));
    }
    byte[] rest = Arrays.copyOfRange(bytes, 1, bytes.length);
    return switch (bytes[0]) {
      case TARGET_KNOWN -> new Event.TargetKnown(Topics.TARGETS.codec().read(rest));
      case TARGET_GONE -> new Event.TargetGone(new String(rest, StandardCharsets.UTF_8));
      case INCIDENT -> new Event.IncidentSeen(Topics.SERVICE_INCIDENTS.codec().read(rest));
      case CHANGED -> new Event.Changed(Topics.CHANGES.codec().read(rest));
      case ELSEWHERE -> new Event.SeenElsewhere(ForeignFault.read(rest));
      case TIME -> new Event.TimePassed(Long.parseLong(new String(rest, StandardCharsets.UTF_8)));
      default -> throw new IllegalArgumentException("an event of unknown form " + bytes[0]);
    };
  }

  private static byte[] tagged(byte tag, byte[] rest) {
    byte[] bytes = new byte[rest.length + 1];
    bytes[0] = tag;
    System.arraycopy(rest, 0, bytes, 1, rest.length);
    return bytes;
  }

  private static byte[] observed(Observation o) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(OBSERVED);
      out.writeLong(o.idHash());
      out.writeUTF(o.targetId());
      out.writeUTF(o.tenant());
      out.writeUTF(o.location());
      out.writeUTF(o.service());
      out.writeUTF(o.protocol().text());
      out.writeBoolean(o.control());
      out.writeLong(o.at());
      out.writeInt(o.attempt());
      word(out, o.kind());
      word(out, o.phase());
      out.writeBoolean(o.tokenIssued());
      String text = o.serverText();
      out.writeUTF(text == null ? "" : text);
      out.writeByte(o.phaseMillis().size());
      for (Map.Entry<Phase, Integer> millis : o.phaseMillis().entrySet()) {
        word(out, millis.getKey());
        out.writeInt(millis.getValue());
      }
      out.writeInt(o.durationMillis());
      out.writeLong(o.certificateEnds());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static Observation observation(byte[] bytes) {
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes, 1, bytes.length - 1))) {
      long idHash = in.readLong();
      String targetId = in.readUTF();
      String tenant = in.readUTF();
      String location = in.readUTF();
      String service = in.readUTF();
      Open<Protocol> protocol = Open.read(Protocol.class, in.readUTF());
      boolean control = in.readBoolean();
      long at = in.readLong();
      int attempt = in.readInt();
      FailureKind kind = word(in, FailureKind.class);
      Phase phase = word(in, Phase.class);
      boolean token = in.readBoolean();
      String text = in.readUTF();
      Map<Phase, Integer> millis = new EnumMap<>(Phase.class);
      int phases = in.readByte();
      for (int i = 0; i < phases; i++) {
        Phase reached = word(in, Phase.class);
        millis.put(reached == null ? Phase.UNKNOWN : reached, in.readInt());
      }
      return new Observation(
          idHash,
          targetId,
          tenant,
          location,
          service,
          protocol,
          control,
          at,
          attempt,
          kind,
          phase == null ? Phase.UNKNOWN : phase,
          token,
          text.isEmpty() ? null : text,
          millis,
          in.readInt(),
          in.readLong());
    } catch (IOException e) {
      throw new UncheckedIOException("a repartitioned result cannot be read", e);
    }
  }

  private static void word(DataOutputStream out, @Nullable Code code) throws IOException {
    out.writeUTF(code == null ? "" : code.text());
  }

  private static <E extends Enum<E> & Code> @Nullable E word(DataInputStream in, Class<E> type)
      throws IOException {
    String text = in.readUTF();
    return text.isEmpty() ? null : Open.read(type, text).value();
  }
}
