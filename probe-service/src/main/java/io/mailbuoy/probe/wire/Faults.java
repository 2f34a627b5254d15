package io.mailbuoy.probe.wire;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What a broken connection means. The server has said nothing, so only the phase and the kind of
/// break are known.
public final class Faults {
  private static final int LONGEST_CHAIN = 20;

  private Faults() {}

  /// @param expired whether the deadline has passed, and with it the connection was closed by us
  public static Fault of(IOException e, Phase phase, boolean expired) {
    if (expired || has(e, SocketTimeoutException.class)) {
      return silence(phase);
    }
    if (e instanceof SSLException && isAboutCertificate(e)) {
      return Fault.lasting(FailureKind.CERTIFICATE_INVALID, null);
    }
    return Fault.passing(kind(e, phase), null);
  }

  private static boolean isAboutCertificate(IOException e) {
    return has(e, CertificateException.class)
        || has(e, CertPathValidatorException.class)
        || has(e, CertPathBuilderException.class);
  }

  private static FailureKind kind(IOException e, Phase phase) {
    if (has(e, UnknownHostException.class)) {
      return FailureKind.DNS_FAILURE;
    }
    if (has(e, UnresolvedAddressException.class)) {
      return FailureKind.DNS_FAILURE;
    }
    if (phase == Phase.CONNECT || e instanceof ConnectException) {
      return connect(e);
    }
    if (has(e, BoundedInput.TooMuchException.class)) {
      return FailureKind.PROTOCOL_ERROR;
    }
    boolean cut = has(e, SocketException.class) || has(e, EOFException.class);
    return phase == Phase.TLS && !cut ? FailureKind.TLS_FAILURE : FailureKind.DISCONNECTED;
  }

  /// A host or network that cannot be reached is one of whom nothing is heard, like one that lets
  /// the attempt time out.
  private static FailureKind connect(IOException e) {
    boolean refused =
        chain(e)
                .anyMatch(
                    each -> each instanceof ConnectException && says(each.getMessage(), "refused"))
            || has(e, ClosedChannelException.class);
    if (refused) {
      return FailureKind.CONNECT_REFUSED;
    }
    boolean reset = chain(e).anyMatch(each -> says(each.getMessage(), "reset"));
    return reset ? FailureKind.DISCONNECTED : FailureKind.CONNECT_TIMEOUT;
  }

  /// Nothing was heard in time.
  public static Fault silence(Phase phase) {
    FailureKind kind =
        switch (phase) {
          case TOKEN -> FailureKind.TOKEN_UNAVAILABLE;
          case DNS -> FailureKind.DNS_FAILURE;
          case CONNECT -> FailureKind.CONNECT_TIMEOUT;
          case TLS,
              GREETING,
              CAPABILITY,
              AUTHENTICATE,
              EXAMINE,
              SUBMIT,
              DELIVER,
              LOGOUT,
              REQUEST,
              UNKNOWN ->
              FailureKind.TIMEOUT;
        };
    return Fault.passing(kind, null);
  }

  private static boolean says(@Nullable String message, String word) {
    return message != null && message.toLowerCase(Locale.ROOT).contains(word);
  }

  private static boolean has(Throwable e, Class<? extends Throwable> type) {
    return chain(e).anyMatch(type::isInstance);
  }

  private static Stream<Throwable> chain(Throwable e) {
    return Stream.iterate(e, Objects::nonNull, Throwable::getCause).limit(LONGEST_CHAIN);
  }
}
