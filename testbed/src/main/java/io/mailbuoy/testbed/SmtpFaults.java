package io.mailbuoy.testbed;

/// The fault switch of the SMTP server. Off is [SmtpFault.None].
public final class SmtpFaults extends Switch<SmtpFault> {
  SmtpFaults() {
    super(new SmtpFault.None());
  }
}
