package io.mailbuoy.probe.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.probe.imap.ServerAnswers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lines as these programs write them, with names of our own.
class LogFormatsTest {
  private final LogFormats formats = LogFormats.load(ServerAnswers.load());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // What people see of Dovecot as a proxy in front of Exchange Online, and as its client.
        "dovecot|Jan 08 06:00:01 imap-login: Info: proxy(ann@contoso.example,192.0.2.7:993): Started proxying to <outlook.office365.com> (0.520 secs): user=<ann@contoso.example>, method=PLAIN, rip=192.0.2.9, lip=192.0.2.1, TLS, session=<vrLwzAJhsKB/AAAB>|ok ann@contoso.example",
        "dovecot|Jan 08 06:00:01 imap-login: Info: Login: user=<ann>, method=PLAIN, rip=192.0.2.9, lip=192.0.2.1, mpid=1, TLS, session=<a>|ok ann",
        "dovecot|Jan  8 06:00:01 mx dovecot: pop3-login: Login: user=<ann>, method=PLAIN|ok ann",
        "dovecot|Jan 08 06:00:01 imap-login: Info: Disconnected: Connection closed (proxy dest auth failed): user=<ann@contoso.example>, method=PLAIN, rip=192.0.2.9, lip=192.0.2.1, TLS: Connection closed, session=<a>|authenticate auth-rejected ann@contoso.example",
        "dovecot|Jan 08 06:00:01 imap-login: Error: proxy(ann@contoso.example,192.0.2.7:993): connect(192.0.2.7, 993) failed: Connection refused (after 3 secs, 3 reconnects, local=192.0.2.1:46492): user=<ann@contoso.example>, method=PLAIN|connect connect-refused ann@contoso.example",
        "dovecot|Jan 08 06:00:01 imap-login: Error: proxy(ann,192.0.2.7:993): connect(192.0.2.7, 993) failed: No route to host: user=<ann>|connect connect-timeout ann",
        "dovecot|Jan 08 06:00:01 imap-login: Error: proxy(ann,192.0.2.7:993): Disconnected by server: Connection closed (state=login/banner, duration=3s): user=<ann>, method=PLAIN|authenticate disconnected ann",
        "dovecot|Jan 08 06:00:01 imap-login: Error: proxy(ann,192.0.2.7:993): Disconnected by server: Connection closed (state=/none, duration=3s): user=<ann>, method=PLAIN|greeting disconnected ann",
        "dovecot|Jan 08 06:00:01 imap-login: Error: proxy: Remote 192.0.2.7:993 disconnected: Connection closed: Connection reset by peer (state=1/3, duration=2s): user=<ann>|authenticate disconnected",
        "dovecot|Jan 08 06:00:01 imap-login: Error: proxy: 192.0.2.7 disconnected by server: user=<ann>|authenticate disconnected",
        "dovecot|Jan 08 06:00:01 imap-login: Error: proxy(ann,192.0.2.7:993): Login timed out in state=login/banner: user=<ann>|authenticate timeout ann",
        "dovecot|Jan 08 06:00:01 imap(ann)<1><a>: Error: imapc(outlook.office365.com:993): Authentication failed: AUTHENTICATE failed.|authenticate auth-rejected ann",
        "dovecot|Jan 08 06:00:01 imap(ann)<1><a>: Error: imapc(192.0.2.7:993): Authentication failed: Server Unavailable. 15|authenticate server-unavailable ann",
        "dovecot|Jan 08 06:00:01 imap(ann)<1><a>: Warning: imapc(192.0.2.7:993): Server disconnected unexpectedly: Connection closed - reconnecting (delay 1000 ms)|unknown disconnected ann",
        // The end of a session, a stranger's guess, and what was told in another line already.
        "dovecot|Jan 08 06:00:01 imap-login: Info: proxy(ann,192.0.2.7:993): Disconnected by server (0s idle, in=242, out=907): user=<ann>, method=PLAIN|-",
        "dovecot|Jan 08 06:00:01 imap-login: Info: proxy(ann,192.0.2.7:993): Disconnected by client (0s idle, in=286, out=1508): user=<ann>, TLS: Connection closed|-",
        "dovecot|Jan 08 06:00:01 imap-login: Info: Disconnected: Aborted login by logging out (internal failure, 1 successful auths): user=<ann>, method=PLAIN|-",
        "dovecot|Jan 08 06:00:01 imap-login: Info: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<admin>, method=PLAIN, rip=198.51.100.3|-",
        "dovecot|Jan 08 06:00:01 master: Info: Dovecot v2.3.19.1 starting up for imap|-",
        // fetchmail
        "fetchmail|fetchmail: No mail for ann at outlook.office365.com|ok ann",
        "fetchmail|fetchmail: 3 messages (1 seen) for ann@contoso.example at outlook.office365.com (5123 octets).|ok ann@contoso.example",
        "fetchmail|Jan  8 06:00:01 mx fetchmail[77]: Authorization failure on ann@contoso.example@outlook.office365.com|authenticate auth-rejected ann@contoso.example",
        "fetchmail|fetchmail: NO AUTHENTICATE failed.|authenticate auth-rejected",
        "fetchmail|fetchmail: IMAP< A0002 NO LOGIN failed.|authenticate auth-rejected",
        "fetchmail|IMAP connection to outlook.office365.com failed: Connection refused|connect connect-refused",
        "fetchmail|name 0: connection to outlook.office365.com:993 [192.0.2.7/993] failed: Connection refused.|-",
        "fetchmail|fetchmail: socket error while fetching from ann@outlook.office365.com|unknown disconnected ann",
        "fetchmail|fetchmail: client/server synchronization error while fetching from ann@outlook.office365.com|examine protocol-error ann",
        "fetchmail|fetchmail: timeout after 300 seconds waiting for server outlook.office365.com.|unknown timeout",
        "fetchmail|fetchmail: Server certificate verification error: unable to get local issuer certificate|tls certificate-invalid",
        "fetchmail|fetchmail: Query status=3 (AUTHFAIL)|-",
        // getmail
        "getmail|2026-01-08 06:00:01 credential/login error (b'[AUTHENTICATIONFAILED] Authentication failed.')|authenticate auth-rejected",
        "getmail|getmailrc: credential/login error (b'AUTHENTICATE failed.')|authenticate auth-rejected",
        "getmail|getmailrc: login refused error (b'[UNAVAILABLE] Account is temporarily unavailable.')|authenticate server-unavailable",
        "getmail|2026-01-08 06:00:01 login refused error (command: LOGIN => socket error: EOF)|unknown disconnected",
        "getmail|2026-01-08 06:00:01 socket error ([Errno 111] Connection refused)|connect connect-refused",
        "getmail|getmailrc: operation error (IMAP error (EXAMINE command error: BAD [b'User is authenticated but not connected.']))|examine auth-then-unusable",
        "getmail|2026-01-08 06:00:03 getmailOperationError error (IMAP error (socket error: EOF))|unknown disconnected",
        "getmail|2026-01-08 06:00:03   2 messages (8123 bytes) retrieved, 0 skipped|ok",
        "getmail|2026-01-08 06:00:03 Initializing SimpleIMAPSSLRetriever:ann@outlook.office365.com:993:|-",
        // mbsync
        "mbsync|IMAP command 'AUTHENTICATE XOAUTH2 <authdata>' returned an error: NO AUTHENTICATE failed.|authenticate auth-rejected",
        "mbsync|IMAP command 'LOGIN <user> <pass>' returned an error: NO [UNAVAILABLE] Account is temporarily unavailable.|authenticate server-unavailable",
        "mbsync|IMAP command 'LIST \"\" \"*\"' returned an error: BAD User is authenticated but not connected.|examine auth-then-unusable",
        "mbsync|IMAP command 'NAMESPACE' returned an error: NO Something new.|examine unknown",
        "mbsync|Cannot connect to outlook.office365.com (192.0.2.7:993): Connection refused|connect connect-refused",
        "mbsync|Error: Cannot resolve server 'outlook.office365.com': Name or service not known|dns dns-failure",
        "mbsync|Socket error on outlook.office365.com (192.0.2.7:993): timeout.|unknown timeout",
        "mbsync|Socket error: read from outlook.office365.com (192.0.2.7:993): Connection reset by peer|unknown disconnected",
        "mbsync|Error: socket error|unknown disconnected",
        "mbsync|IMAP error: unexpected EOF from outlook.office365.com (192.0.2.7:993)|unknown disconnected",
        "mbsync|Opening far side box INBOX...|ok",
        "mbsync|No working address found for outlook.office365.com|-",
      })
  void says(String format, String line, String expected) {
    assertThat(said(formats.reader(format).read(line))).isEqualTo(expected);
  }

  @Test
  void a_turn_that_ends_is_no_success_where_it_failed() {
    LineReader getmail = formats.reader("getmail");
    String end = "2026-01-08 06:00:03   0 messages (0 bytes) retrieved, 0 skipped";
    assertThat(said(getmail.read(end))).isEqualTo("ok");
    getmail.read("2026-01-08 06:00:03 socket error ([Errno 111] Connection refused)");
    assertThat(said(getmail.read(end))).isEqualTo("-");
    assertThat(said(getmail.read(end))).isEqualTo("ok");
  }

  @Test
  void programs_that_tell_no_success_are_well_after_a_silence() {
    assertThat(formats.quietAfter("mbsync")).isPresent();
    assertThat(formats.quietAfter("fetchmail")).isPresent();
    assertThat(formats.quietAfter("dovecot")).isEmpty();
    assertThat(formats.quietAfter("getmail")).isEmpty();
    assertThat(formats.version()).isNotBlank();
  }

  static String said(Finding finding) {
    return switch (finding) {
      case Finding.Nothing _ -> "-";
      case Finding.Worked(var user, var _) -> ("ok " + user.orElse("")).strip();
      case Finding.Failed(var user, var _, var phase, var kind, boolean _) ->
          (phase.text() + " " + kind.text() + " " + user.orElse("")).strip();
    };
  }
}
