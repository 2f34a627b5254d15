package io.mailbuoy.testbed;

import java.util.List;
import java.util.stream.IntStream;

/// A small Microsoft 365 tenant: certificates, tokens, IMAP and the cloud's HTTP side, with one
/// application registered and some mailboxes it may open.
public final class Microsoft365 implements AutoCloseable {
  private static final String DIRECTORY = "4c1f5a2e-0b5d-4f0e-9d3b-6f1a2b3c4d5e";
  private static final String CLIENT = "8a7b6c5d-1e2f-4a3b-8c9d-0e1f2a3b4c5d";
  private static final String SECRET = "testbed~client.secret-1";

  private final TestCertificates certificates = TestCertificates.create();
  private final TokenAuthority tokens = new TokenAuthority();
  private final ExchangeImapServer imap;
  private final MicrosoftCloud cloud;
  private final List<String> mailboxes;

  private Microsoft365(int count) {
    imap = ExchangeImapServer.start(certificates.serverContext(), tokens);
    cloud = MicrosoftCloud.start(tokens);
    cloud.addClient(CLIENT, SECRET);
    mailboxes =
        IntStream.rangeClosed(1, count).mapToObj("mailbox%02d@contoso.example"::formatted).toList();
    mailboxes.forEach(imap::addMailbox);
    mailboxes.forEach(cloud::addMailbox);
  }

  /// Starts a tenant with so many mailboxes.
  public static Microsoft365 start(int mailboxes) {
    return new Microsoft365(mailboxes);
  }

  /// The tenant's directory id.
  public String directoryId() {
    return DIRECTORY;
  }

  /// The registered application.
  public String clientId() {
    return CLIENT;
  }

  /// The registered application's secret.
  public String clientSecret() {
    return SECRET;
  }

  /// Where the tenant's clients ask for tokens.
  public String tokenUrl() {
    return cloud.tokenUrl(DIRECTORY);
  }

  /// The users, `mailbox01@contoso.example` onwards.
  public List<String> mailboxes() {
    return mailboxes;
  }

  /// The authority that the IMAP server's certificate comes from.
  public TestCertificates certificates() {
    return certificates;
  }

  /// The tokens of this tenant.
  public TokenAuthority tokens() {
    return tokens;
  }

  /// IMAP.
  public ExchangeImapServer imap() {
    return imap;
  }

  /// Entra, Graph and the web.
  public MicrosoftCloud cloud() {
    return cloud;
  }

  @Override
  public void close() {
    imap.close();
    cloud.close();
    certificates.close();
  }
}
