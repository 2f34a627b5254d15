package io.mailbuoy.contracts.event;

/// What is broken.
public enum Cause implements Code {
  PROVIDER_OUTAGE("provider-outage"),
  IDENTITY_OUTAGE("identity-outage"),
  DNS_FAILURE("dns-failure"),
  NETWORK_PATH("network-path"),
  CREDENTIAL_REJECTED("credential-rejected"),
  ACCESS_POLICY("access-policy"),
  MAILBOX_MISCONFIGURED("mailbox-misconfigured"),
  CERTIFICATE("certificate"),
  THROTTLED("throttled"),
  CONFIGURATION_CHANGE("configuration-change"),
  MONITORING_BLIND("monitoring-blind"),
  UNKNOWN("unknown");

  private final String text;

  Cause(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
