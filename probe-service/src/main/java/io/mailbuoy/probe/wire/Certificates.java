package io.mailbuoy.probe.wire;

import io.mailbuoy.contracts.event.ProbeResult.Certificate;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a person wants to know of the certificates that a server shows.
@SuppressWarnings({"ArrayRecordComponent", "ReferenceEquality"})
final class Certificates {
  /// Nobody reads more, and they travel in every event.
  private static final int MOST_CERTIFICATES = 6;

  private static final int MOST_NAMES = 20;
  private static final int LONGEST_NAME = 200;

  /// `dNSName` and `iPAddress` of RFC 5280, section 4.2.1.6.
  private static final Set<Integer> HOSTS = Set.of(2, 7);

  private volatile @Nullable Seen last;

  /// What was told of a chain the last time.
  private record Seen(java.security.cert.Certificate[] chain, List<Certificate> told) {}

  /// A chain, its first certificates in the order in which the server sent them. Servers seldom
  /// change theirs, so it is read only when it differs from the last one.
  List<Certificate> told(java.security.cert.Certificate[] chain) {
    Seen known = last;
    if (known != null && Arrays.equals(known.chain(), chain)) {
      return known.told();
    }
    List<Certificate> told = new ArrayList<>();
    for (java.security.cert.Certificate each : chain) {
      if (each instanceof X509Certificate certificate && told.size() < MOST_CERTIFICATES) {
        told.add(
            new Certificate(
                subject(certificate),
                issuer(certificate),
                told.isEmpty() ? hosts(certificate) : null,
                certificate.getNotAfter().toInstant()));
      }
    }
    List<Certificate> whole = List.copyOf(told);
    last = new Seen(chain, whole);
    return whole;
  }

  /// Why a chain is not trusted, in one sentence without its full stop.
  static String reason(UntrustedException refused, String host, Instant now) {
    List<X509Certificate> chain = List.of(refused.chain());
    if (chain.isEmpty()) {
      return "the server shows no certificate";
    }
    for (X509Certificate each : chain) {
      String which = each == chain.getFirst() ? "the certificate" : "the issuer's " + subject(each);
      if (each.getNotAfter().toInstant().isBefore(now)) {
        return which + " expired on " + each.getNotAfter().toInstant();
      }
      if (each.getNotBefore().toInstant().isAfter(now)) {
        return which + " is not valid before " + each.getNotBefore().toInstant();
      }
    }
    boolean pathFails =
        causes(refused)
            .anyMatch(cause ->
                cause instanceof CertPathBuilderException
                    || cause instanceof CertPathValidatorException);
    if (pathFails) {
      return path(chain);
    }
    List<String> hosts = hosts(chain.getFirst());
    String message = String.valueOf(refused.getMessage());
    if (message.contains("subject alternative") || message.contains("No name matching")) {
      return "the certificate is for "
          + (hosts.isEmpty() ? "no host" : String.join(", ", hosts))
          + ", not for "
          + host;
    }
    return "the certificate is refused: " + shortened(message);
  }

  /// Nobody trusted stands at the end of the chain.
  private static String path(List<X509Certificate> chain) {
    X509Certificate end = chain.getLast();
    boolean selfSigned = end.getSubjectX500Principal().equals(end.getIssuerX500Principal());
    if (selfSigned && chain.size() == 1) {
      return "the certificate is signed by itself and nobody trusted vouches for it";
    }
    if (selfSigned) {
      return "no path to a trusted authority: " + subject(end) + " is not trusted";
    }
    return "no path to a trusted authority: the chain ends with "
        + subject(end)
        + ", and its issuer "
        + issuer(end)
        + " is neither sent nor trusted; the server sends an incomplete chain, or the authority is"
        + " unknown here";
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, each -> each != null, Throwable::getCause).limit(20);
  }

  private static String subject(X509Certificate certificate) {
    return shortened(certificate.getSubjectX500Principal().getName());
  }

  private static String issuer(X509Certificate certificate) {
    return shortened(certificate.getIssuerX500Principal().getName());
  }

  private static List<String> hosts(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> name.size() > 1 && HOSTS.contains(name.get(0)))
              .limit(MOST_NAMES)
              .map(name -> shortened(String.valueOf(name.get(1))))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private static String shortened(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
  }
}
