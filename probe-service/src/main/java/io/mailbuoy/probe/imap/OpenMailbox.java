package io.mailbuoy.probe.imap;

import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.login.Login;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.angus.mail.iap.ByteArray;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.protocol.BODY;
import org.eclipse.angus.mail.imap.protocol.FetchResponse;
import org.eclipse.angus.mail.imap.protocol.IMAPResponse;
import org.eclipse.angus.mail.imap.protocol.UID;
import org.jspecify.annotations.Nullable;

/// A mailbox that is open for writing, in which messages are found by a header of their own and
/// deleted. No other message is read or changed.
public final class OpenMailbox implements AutoCloseable {
  /// So many messages of ours are dealt with at once; the rest is for the next time.
  private static final int MOST = 100;

  private static final int GOODBYE_MILLIS = 2_000;

  private final Attempt attempt;
  private final Wire wire;
  private final ImapDialogue imap;

  private OpenMailbox(Attempt attempt, Wire wire, ImapDialogue imap) {
    this.attempt = attempt;
    this.wire = wire;
    this.imap = imap;
  }

  /// Connects and logs in, as phases of the attempt.
  public static OpenMailbox open(Attempt attempt, ImapServer server, Login login)
      throws IOException, FaultException {
    Wire wire = attempt.connect(server.endpoint());
    try {
      ImapDialogue imap = server.introduced(attempt, wire, login);
      attempt.begin(Phase.AUTHENTICATE);
      imap.enter(login);
      // What a server can do is often told only to who is logged in.
      imap.say(Phase.AUTHENTICATE, imap::capability);
      imap.listenClosely();
      return new OpenMailbox(attempt, wire, imap);
    } catch (IOException | FaultException | RuntimeException e) {
      wire.close();
      throw e;
    }
  }

  /// Whether a folder could be opened.
  public enum Folder {
    OPEN,
    MISSING
  }

  /// Opens a folder for writing, with what has arrived in it until now.
  public void select(String folder) throws IOException, FaultException {
    imap.say(Phase.EXAMINE, () -> imap.select(folder));
  }

  /// The same with a folder that need not be there.
  public Folder selectIfThere(String folder) throws IOException, FaultException {
    try {
      select(folder);
      return Folder.OPEN;
    } catch (FaultException e) {
      return switch (e.fault().kind()) {
        case MAILBOX_ERROR, UNKNOWN -> Folder.MISSING;
        default -> throw e;
      };
    }
  }

  /// The messages of the open folder whose header holds a text: the header's whole value by UID.
  /// What a server finds beyond that is left out.
  public Map<Long, String> find(String header, String text) throws IOException, FaultException {
    List<Long> hits = search("HEADER " + header + " " + quoted(text));
    if (hits.isEmpty()) {
      return Map.of();
    }
    String uids = list(hits.subList(0, Math.min(MOST, hits.size())));
    Map<Long, String> found = new LinkedHashMap<>();
    for (Response response :
        ask("UID FETCH " + uids + " (UID BODY.PEEK[HEADER.FIELDS (" + header + ")])")) {
      if (response instanceof FetchResponse fetched) {
        @Nullable UID uid = fetched.getItem(UID.class);
        @Nullable BODY body = fetched.getItem(BODY.class);
        String value = body == null ? "" : value(body, header);
        if (uid != null && value.contains(text)) {
          found.put(uid.uid, value);
        }
      }
    }
    return found;
  }

  /// Deletes messages of the open folder, and only these.
  public void delete(List<Long> uids) throws IOException, FaultException {
    if (uids.isEmpty()) {
      return;
    }
    ask("UID STORE " + list(uids) + " +FLAGS.SILENT (\\Deleted)");
    if (imap.hasCapability("UIDPLUS")) {
      ask("UID EXPUNGE " + list(uids)); // RFC 4315
    } else if (uids.containsAll(search("DELETED"))) {
      // Otherwise messages would go that somebody else has marked; ours stay marked with them.
      ask("EXPUNGE");
    }
  }

  private List<Long> search(String key) throws IOException, FaultException {
    List<Long> hits = new ArrayList<>();
    for (Response response : ask("UID SEARCH " + key)) {
      if (response instanceof IMAPResponse hit && hit.keyEquals("SEARCH")) {
        for (long uid = hit.readLong(); uid != -1; uid = hit.readLong()) {
          hits.add(uid);
        }
      }
    }
    return hits;
  }

  private List<Response> ask(String command) throws IOException, FaultException {
    List<Response> said = new ArrayList<>();
    imap.say(
        Phase.EXAMINE,
        () -> {
          Response[] responses = imap.command(command, null);
          imap.notifyResponseHandlers(responses);
          imap.handleResult(responses[responses.length - 1]);
          said.addAll(Arrays.asList(responses));
        });
    return said;
  }

  private static String value(BODY body, String header) {
    @Nullable ByteArray bytes = body.getByteArray();
    String text = bytes == null ? "" : new String(bytes.getNewBytes(), StandardCharsets.ISO_8859_1);
    String unfolded = text.replaceAll("\r?\n[ \t]+", " ").strip();
    return unfolded.regionMatches(true, 0, header + ":", 0, header.length() + 1)
        ? unfolded.substring(header.length() + 1).strip()
        : "";
  }

  private static String quoted(String text) {
    return '"' + text.replaceAll("[\"\\\\\r\n]", "") + '"';
  }

  private static String list(List<Long> uids) {
    return uids.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /// Says goodbye and does not mind how it is answered.
  public void leave() throws IOException {
    attempt.begin(Phase.LOGOUT);
    wire.patience(GOODBYE_MILLIS);
    try {
      imap.leave();
    } catch (IOException e) {
      // The phase's time shows it. What the mailbox is for has worked.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
