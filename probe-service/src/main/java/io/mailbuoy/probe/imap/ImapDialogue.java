package io.mailbuoy.probe.imap;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.login.Login;
import io.mailbuoy.probe.login.SaslExchange;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.FaultException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.imap.protocol.IMAPResponse;
import org.jspecify.annotations.Nullable;

/// Angus Mail's IMAP, one command at a time, over streams that are there already.
///
/// Its constructor for streams neither connects nor reads the greeting, so that nothing happens
/// that is not timed: no time-out of its own, no second connection, no hidden CAPABILITY. Every
/// command ends well or with a [FaultException].
final class ImapDialogue extends IMAPProtocol {
  /// Tags begin with A0 in every dialogue; otherwise Angus Mail counts dialogues in them.
  private static final Properties SETTINGS = settings();

  private final ServerAnswers answers;
  private @Nullable String refusal;
  private boolean ended;
  private boolean leaving;
  private boolean closely;

  ImapDialogue(InputStream in, OutputStream out, ServerAnswers answers) throws IOException {
    this.answers = answers;
    super(in, new PrintStream(out, false, StandardCharsets.ISO_8859_1), SETTINGS, false);
    suspendTracing();
  }

  private static Properties settings() {
    Properties settings = new Properties();
    settings.setProperty("mail.imap.reusetagprefix", "true");
    return settings;
  }

  /// Angus Mail hides logins from its trace, but not the answers, and some servers repeat the login
  /// in theirs. So there is no trace, whatever the log's level is.
  @Override
  protected boolean isTracing() {
    return false;
  }

  @Override
  protected void resumeTracing() {}

  /// A command of Angus Mail.
  interface Command {
    void say() throws ProtocolException;
  }

  /// Reads the greeting.
  ///
  /// @return the server's first line, verbatim
  String greeting() throws IOException, FaultException {
    Response first;
    try {
      first = readResponse();
      boolean welcome = first.isUnTagged() && (first.isOK() || isPreauth(first));
      if (welcome) {
        processGreeting(first);
        return first.toString();
      }
    } catch (ProtocolException e) {
      throw new FaultException(Fault.passing(FailureKind.PROTOCOL_ERROR, null));
    } catch (RuntimeException e) {
      throw unreadable(e);
    }
    throw new FaultException(
        first.isBYE()
            ? answers.meaning(Phase.GREETING, words(first))
            : Fault.passing(FailureKind.PROTOCOL_ERROR, first.toString()));
  }

  private static boolean isPreauth(Response response) {
    return response.toString().startsWith("* PREAUTH");
  }

  /// Whether the greeting has said what the server can.
  boolean introduced() {
    return !getCapabilities().isEmpty();
  }

  /// Says a command and waits for its end.
  void say(Phase phase, Command command) throws IOException, FaultException {
    refusal = null;
    try {
      command.say();
    } catch (ProtocolException e) {
      Response last = e.getResponse();
      if (refusal != null) {
        // Also where the connection ended after it: the line before a BYE is the cause.
        throw new FaultException(answers.meaning(phase, refusal));
      }
      if (last != null && last.isSynthetic()) {
        throw broken(last.getException());
      }
      throw new FaultException(
          last == null
              ? Fault.passing(FailureKind.PROTOCOL_ERROR, null)
              : answers.meaning(phase, words(last)));
    } catch (RuntimeException e) {
      throw unreadable(e);
    }
  }

  /// Angus Mail's parser stumbles over some texts in ways that it does not declare.
  private static FaultException unreadable(RuntimeException e) {
    return new FaultException(
        Fault.passing(FailureKind.PROTOCOL_ERROR, null)
            .because("the answer cannot be read (" + e.getClass().getSimpleName() + ")"));
  }

  /// Logs in, as the credentials want it and the server can.
  void enter(Login login) throws IOException, FaultException {
    switch (login) {
      case Login.None _ -> {}
      case Login.Sasl(SaslExchange exchange) -> authenticate(exchange);
      case Login.Password _ when takesNoPassword() ->
          throw new FaultException(
              Fault.lasting(FailureKind.AUTH_REJECTED, null)
                  .because(
                      "the server takes no password over this connection (LOGINDISABLED without"
                          + " AUTH=PLAIN), so none was sent"));
      case Login.Password password when byPlain(password) -> authenticate(password.plain());
      case Login.Password(var user, var password, var _) ->
          say(Phase.AUTHENTICATE, () -> login(user, password.reveal()));
    }
  }

  private boolean takesNoPassword() {
    return hasCapability("LOGINDISABLED") && !hasCapability("AUTH=PLAIN");
  }

  /// LOGIN takes one round trip and PLAIN two, but LOGIN may be turned off and speaks only ASCII.
  private boolean byPlain(Login.Password login) {
    return switch (login.way()) {
      case PLAIN -> true;
      case LOGIN -> false;
      case BEST -> {
        boolean ascii =
            StandardCharsets.US_ASCII
                .newEncoder()
                .canEncode(login.user() + login.password().reveal());
        yield hasCapability("AUTH=PLAIN") && (hasCapability("LOGINDISABLED") || !ascii);
      }
    };
  }

  /// Not Angus Mail's, which answers every question of the server with the credentials, and so
  /// never hears why it is refused.
  private void authenticate(SaslExchange exchange) throws IOException, FaultException {
    refusal = null;
    String reason = "";
    try {
      Argument arguments = new Argument();
      arguments.writeAtom(exchange.mechanism());
      boolean said = hasCapability("SASL-IR"); // RFC 4959
      if (said) {
        arguments.writeAtom(exchange.encoded());
      }
      String tag = writeCommand("AUTHENTICATE", arguments);
      Response response = readResponse();
      for (int questions = 0; !tag.equals(response.getTag()); response = readResponse()) {
        if (response.isBYE()) {
          String cause = refusal == null ? words(response) : refusal;
          throw new FaultException(answers.meaning(Phase.AUTHENTICATE, cause));
        }
        if (response.isContinuation()) {
          String told = SaslExchange.reason(words(response)).orElse("");
          reason = told.isEmpty() ? reason : told;
          boolean again = told.isEmpty() && questions == 0;
          write(again ? exchange.encoded() : questions > 1 ? "*" : exchange.acknowledgement());
          questions++;
        }
      }
      if (!response.isOK()) {
        Fault fault = refused(words(response), reason);
        String offer = "AUTH=" + exchange.mechanism();
        throw new FaultException(
            fault.kind() == FailureKind.UNKNOWN && !hasCapability(offer)
                ? fault.because("the server does not offer " + offer)
                : fault);
      }
    } catch (ProtocolException e) {
      throw new FaultException(Fault.passing(FailureKind.PROTOCOL_ERROR, null));
    } catch (RuntimeException e) {
      throw unreadable(e);
    }
  }

  private void write(String line) throws IOException {
    OutputStream out = getOutputStream();
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /// A server that has sent the mechanism's own error has refused, whatever the words of its last
  /// line.
  private Fault refused(String line, String reason) {
    Fault fault = answers.meaning(Phase.AUTHENTICATE, line);
    return reason.isEmpty()
        ? fault
        : new Fault(
            fault.kind() == FailureKind.UNKNOWN ? FailureKind.AUTH_REJECTED : fault.kind(),
            line + " " + reason,
            fault.retryable(),
            fault.backOff());
  }

  /// Says goodbye and does not mind how it is answered.
  void leave() throws IOException {
    leaving = true;
    try {
      logout();
    } catch (ProtocolException | RuntimeException e) {
      throw new IOException("no goodbye", e);
    }
  }

  @Override
  public Response readResponse() throws IOException, ProtocolException {
    if (ended && !leaving) {
      // Angus Mail goes on reading after a BYE until the connection closes, which a server may not
      // do.
      throw new IOException("the server has said BYE");
    }
    Response response = read();
    if (response.isNO() || response.isBAD()) {
      refusal = words(response);
    } else if (response.isBYE()) {
      ended = true;
    }
    return response;
  }

  /// From now on what a server says beside its answers is understood as well: hits of a search,
  /// messages that are fetched.
  void listenClosely() {
    closely = true;
  }

  /// Angus Mail looks into each untagged line for a number, with an exception where there is none.
  /// Whoever only looks whether the inbox opens wants no line but these two as such.
  private Response read() throws IOException, ProtocolException {
    if (closely) {
      return super.readResponse();
    }
    Response response = new Response(this);
    String line = response.toString();
    boolean wanted = begins(line, "* CAPABILITY") || begins(line, "* PREAUTH");
    return wanted ? new IMAPResponse(line) : response;
  }

  private static boolean begins(String line, String words) {
    return line.regionMatches(true, 0, words, 0, words.length());
  }

  /// Angus Mail turns every exception into a line of the server's.
  private static IOException broken(@Nullable Exception cause) {
    return cause instanceof IOException io ? io : new IOException("no answer can be read", cause);
  }

  /// The line without its tag or star.
  private static String words(Response response) {
    String line = response.toString();
    return line.substring(line.indexOf(' ') + 1).strip();
  }

  /// Angus Mail's would only close what is closed already, and makes every dialogue wait for the
  /// collector's finalizer thread. The JVM skips an empty one.
  @Override
  @SuppressWarnings({"removal", "Finalize", "Finalizer", "deprecation"})
  protected void finalize() {}
}
