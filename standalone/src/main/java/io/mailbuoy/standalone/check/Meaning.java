package io.mailbuoy.standalone.check;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.ProbeResult;

/// What a failure means and what helps, in words. One attempt says what happened and not whose
/// fault it is; where that needs a comparison, the words say with what.
final class Meaning {
  private static final String EXCHANGE_ONLINE = "exchange-online";

  private Meaning() {}

  static String of(ProbeResult result, ProbeResult.Failure failure) {
    boolean exchange = result.service().equals(EXCHANGE_ONLINE);
    return switch (failure.kind().value()) {
      case DNS_FAILURE ->
          "The host's name could not be resolved. Check the name; if it is right, check the resolver"
              + " of this machine.";
      case CONNECT_REFUSED ->
          "The host is there and nothing listens on that port. Check the port; otherwise the"
              + " service is down.";
      case CONNECT_TIMEOUT ->
          "Nothing answered the connection. A firewall on the way, a wrong address, or a host that"
              + " is down.";
      case TLS_FAILURE ->
          "The encrypted connection could not be agreed on. Check that the port speaks TLS from the"
              + " start (imaps, smtps) or by STARTTLS (imap, smtp), as the URL says.";
      case CERTIFICATE_INVALID ->
          "The server's certificate is not to be trusted: expired, for another name, or by an"
              + " unknown authority. For an authority of your own, name its PEM file with --trust or"
              + " tls.trust.";
      case TIMEOUT ->
          "The server was reached and then went silent in the phase '"
              + failure.phase()
              + "'. Overload or a fault on its side is likelier than one on yours.";
      case DISCONNECTED ->
          "The server closed the connection in the phase '"
              + failure.phase()
              + "' without saying why.";
      case SERVER_UNAVAILABLE -> "The server says itself that it, or a part of it, is down.";
      case AUTH_REJECTED -> exchange ? exchangeRefusal() : refusal();
      case AUTH_THEN_UNUSABLE ->
          "The login was accepted and the mailbox then was not connected. A permission on the"
              + " mailbox that is missing, IMAP that is off for it, or a fault of the server.";
      case THROTTLED ->
          "The server asks for less load. This is no outage; other programs on the same mailbox"
              + " count too.";
      case TOKEN_REJECTED ->
          "The identity provider refuses the client: check directory-id, client-id and whether the"
              + " client secret has expired.";
      case TOKEN_POLICY ->
          "The identity provider refuses by a policy: missing admin consent, Conditional Access or"
              + " multi-factor authentication.";
      case TOKEN_UNAVAILABLE ->
          "The identity provider gave no token and no refusal: it, or the way to it, is in trouble.";
      case MAILBOX_ERROR ->
          "The login worked and the inbox could not be opened. Check that the mailbox exists and"
              + " holds an inbox.";
      case NOT_DELIVERED ->
          "The message was accepted and has not arrived in time. Look for it in the sender's bounces"
              + " and the message trace; a queue in between may hold it.";
      case DELIVERED_TO_JUNK ->
          "The message has arrived, in the junk folder. Everything works but the filter: allow the"
              + " sender of the round trip.";
      case HTTP_ERROR -> "The server answered with an HTTP status that is no success.";
      case PROTOCOL_ERROR ->
          "The answer is not of this protocol. Check that the URL's scheme and port belong"
              + " together.";
      case UNKNOWN -> "The answer is not known to Mailbuoy; the server's own words stand above.";
    };
  }

  private static String exchangeRefusal() {
    return "Exchange Online gives no reason: a wrong service principal, a permission that is missing"
        + " (IMAP.AccessAsApp, full access to the mailbox), IMAP that is off for the mailbox, and an"
        + " outage all read like this. Check another mailbox: if that works, it is this mailbox.";
  }

  private static String refusal() {
    return "The server refuses the user or the password. Check both, and whether the account is"
        + " locked.";
  }

  /// One line for the kind of a failure.
  static String title(FailureKind kind) {
    return switch (kind) {
      case DNS_FAILURE -> "the name cannot be resolved";
      case CONNECT_REFUSED -> "the connection is refused";
      case CONNECT_TIMEOUT -> "no connection";
      case TLS_FAILURE -> "no encryption";
      case CERTIFICATE_INVALID -> "the certificate is not valid";
      case TIMEOUT -> "the server went silent";
      case DISCONNECTED -> "the server hung up";
      case SERVER_UNAVAILABLE -> "the server is down";
      case AUTH_REJECTED -> "the login is refused";
      case AUTH_THEN_UNUSABLE -> "logged in without a mailbox";
      case THROTTLED -> "too much load for the server";
      case TOKEN_REJECTED -> "our credential is refused";
      case TOKEN_POLICY -> "a policy refuses us";
      case TOKEN_UNAVAILABLE -> "no token to be had";
      case MAILBOX_ERROR -> "the mailbox cannot be opened";
      case NOT_DELIVERED -> "the message does not arrive";
      case DELIVERED_TO_JUNK -> "the message is taken for junk";
      case HTTP_ERROR -> "an HTTP error";
      case PROTOCOL_ERROR -> "not the expected protocol";
      case UNKNOWN -> "an answer that is not understood";
    };
  }
}
