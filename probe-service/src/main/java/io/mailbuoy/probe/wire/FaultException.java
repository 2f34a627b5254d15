package io.mailbuoy.probe.wire;

/// Ends an attempt with a fault that is understood already. It never leaves a probe.
public final class FaultException extends Exception {
  private static final long serialVersionUID = 1;
  private final transient Fault fault;

  public FaultException(Fault fault) {
    super(fault.kind().text(), null, false, false);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}
