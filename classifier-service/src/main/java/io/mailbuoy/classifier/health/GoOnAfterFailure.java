package io.mailbuoy.classifier.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jboss.logging.Logger;

/// A failure of the broker must not end the classification: the thread is replaced, and goes on
/// from what was committed.
@ApplicationScoped
public class GoOnAfterFailure implements StreamsUncaughtExceptionHandler {
  private static final Logger LOG = Logger.getLogger(GoOnAfterFailure.class);

  @Override
  public StreamThreadExceptionResponse handle(Throwable failure) {
    LOG.errorf(
        failure,
        "classifying failed and is tried again from the last committed record; if this repeats, look"
            + " at the broker, and report it with these lines");
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }
}
