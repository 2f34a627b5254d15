package io.mailbuoy.testbed;

/// The fault switch of a web page. Off is [WebFault.None].
public final class WebFaults extends Switch<WebFault> {
  WebFaults() {
    super(new WebFault.None());
  }

  /// Answers with a status from now on.
  public void status(int code) {
    set(new WebFault.Status(code));
  }

  /// Answers nothing from now on.
  public void hang() {
    set(new WebFault.Hang());
  }
}
