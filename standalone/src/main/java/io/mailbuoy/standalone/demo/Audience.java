package io.mailbuoy.standalone.demo;

/// Who is told, and over what.
enum Audience {
  ON_CALL("on-call engineer, PagerDuty"),
  TEAM("team channel, Teams"),
  OPERATIONS("ops@example.org, e-mail");

  private final String title;

  Audience(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
