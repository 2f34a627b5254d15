package io.mailbuoy.benchmarks.probecpu;

import com.sun.management.OperatingSystemMXBean;
import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/// The same probe as most would write it first: a session and a store of Angus Mail, with the JDK's
/// own TLS. It prints the JSON of `./mailbuoy bench probe`.
public final class PlainAngus {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private PlainAngus() {}

  /// @param args the URL, the user, the password, the PEM file, then `--concurrency` and
  ///   `--seconds` with their values
  public static void main(String[] args) throws Exception {
    URI url = URI.create(args[0]);
    Session session = Session.getInstance(properties(trusting(Path.of(args[3]))));
    AtomicLong probes = new AtomicLong();
    AtomicLong failures = new AtomicLong();
    CountDownLatch never = new CountDownLatch(1);
    for (int i = Integer.parseInt(args[5]); i > 0; i--) {
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            while (never.getCount() > 0) {
              failures.addAndGet(works(session, url, args[1], args[2]) ? 0 : 1);
              probes.incrementAndGet();
            }
          });
    }
    long time = TimeUnit.SECONDS.toNanos(Integer.parseInt(args[7]));
    var _ = never.await(time / 3, TimeUnit.NANOSECONDS);
    long[] first = {System.nanoTime(), SYSTEM.getProcessCpuTime(), probes.get(), failures.get()};
    var _ = never.await(time - time / 3, TimeUnit.NANOSECONDS);
    long[] second = {System.nanoTime(), SYSTEM.getProcessCpuTime(), probes.get(), failures.get()};
    long counted = second[2] - first[2];
    System.out.println(
        String.format(
            Locale.ROOT,
            "{\"probes\":%d,\"failures\":%d,\"perSecond\":%.1f,\"cpuMillisPerProbe\":%.4f}",
            counted,
            second[3] - first[3],
            counted * 1e9 / (second[0] - first[0]),
            (second[1] - first[1]) / 1e6 / counted));
  }

  private static boolean works(Session session, URI url, String user, String password) {
    try (Store store = session.getStore("imaps")) {
      store.connect(url.getHost(), url.getPort(), user, password);
      try (Folder inbox = store.getFolder("INBOX")) {
        inbox.open(Folder.READ_ONLY);
      }
      return true;
    } catch (MessagingException e) {
      return false;
    }
  }

  private static Properties properties(SSLSocketFactory sockets) {
    Properties properties = new Properties();
    properties.put("mail.imaps.ssl.socketFactory", sockets);
    properties.put("mail.imaps.ssl.checkserveridentity", "true");
    return properties;
  }

  private static SSLSocketFactory trusting(Path pem) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream file = Files.newInputStream(pem)) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    // A resumed session would spare it the certificate, which a probe is there to see.
    context.getClientSessionContext().setSessionTimeout(1);
    return context.getSocketFactory();
  }
}
