package io.mailbuoy.contracts.kafka;

import static java.util.stream.Collectors.joining;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/// The least that one party must be allowed on a cluster that has an authoriser. The
/// documentation's table, the deployment's users and the tests of whole services follow it.
///
/// To read or to write includes to describe, and an idempotent producer needs no more than to
/// write.
///
/// @param party a service's name, or what else needs the cluster
public record Access(String party, List<Grant> grants) {
  private static final String ANY_HOST = "*";

  /// One resource and what may be done to it.
  ///
  /// @param name the resource's name, or what it begins with
  /// @param why what it is needed for, in words
  public record Grant(
      ResourceType type,
      String name,
      PatternType pattern,
      List<AclOperation> operations,
      String why) {
    public Grant {
      operations = List.copyOf(operations);
    }

    /// The operations as Kafka's own tools write them, in the order of their names.
    public String operationsInWords() {
      return operations.stream().map(Grant::word).sorted().collect(joining(", "));
    }

    private static String word(AclOperation operation) {
      String name = operation.name();
      return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }
  }

  /// It asks the world, and says what it was told.
  public static final Access PROBE_SERVICE =
      new Access(
          "probe-service",
          List.of(
              topic(Topics.TARGETS, "what to probe; it writes those of its file", READ, WRITE),
              topic(Topics.PROBE_RESULTS, "what it saw", WRITE),
              topic(Topics.SERVICE_INCIDENTS, "what was published already, and more", READ, WRITE),
              groups("mailbuoy-probe-", "the replicas of a location share the targets")));

  /// It knows topics and nothing else.
  public static final Access CLASSIFIER_SERVICE =
      new Access(
          "classifier-service",
          Stream.of(
                  Stream.of(
                      topic(Topics.TARGETS, "what is to be seen", READ),
                      topic(Topics.PROBE_RESULTS, "what was seen", READ),
                      topic(Topics.SERVICE_INCIDENTS, "what the provider says", READ),
                      topic(Topics.CHANGES, "what was changed", READ),
                      topic(Topics.ALERTS, "what it decides, and has decided", READ, WRITE),
                      topic(Topics.TARGET_HEALTH, "how targets are seen", WRITE)),
                  Stream.of(
                          Topics.TARGETS,
                          Topics.PROBE_RESULTS,
                          Topics.SERVICE_INCIDENTS,
                          Topics.CHANGES,
                          Topics.ALERTS)
                      .map(Access::deadLetters),
                  Stream.of(
                      new Grant(
                          TOPIC,
                          "mailbuoy-classifier-",
                          PREFIXED,
                          List.of(CREATE, READ, WRITE, DELETE),
                          "its repartition topic, from which it deletes what was read, and its"
                              + " changelog"),
                      new Grant(
                          GROUP,
                          "mailbuoy-classifier",
                          LITERAL,
                          List.of(READ),
                          "the replicas share the tenants")))
              .flatMap(grants -> grants)
              .toList());

  /// It tells people, and keeps receipts.
  public static final Access NOTIFIER_SERVICE =
      new Access(
          "notifier-service",
          Stream.concat(
                  Stream.of(
                      topic(
                          Topics.ALERTS,
                          "what to tell; it writes alerts about its own channels",
                          READ,
                          WRITE),
                      topic(Topics.DELIVERIES, "what was told", READ, WRITE),
                      topic(
                          Topics.ALERT_COMMANDS,
                          "what people want; it writes what they say at PagerDuty",
                          READ,
                          WRITE),
                      topic(Topics.CHANGES, "for the channels that show changes", READ),
                      topic(Topics.TARGET_HEALTH, "a sign of life of the line before it", READ)),
                  Stream.concat(
                      Stream.of(
                              Topics.ALERTS,
                              Topics.DELIVERIES,
                              Topics.ALERT_COMMANDS,
                              Topics.CHANGES)
                          .map(Access::deadLetters),
                      Stream.of(groups("mailbuoy-notifier", "the replicas share the alerts"))))
              .toList());

  /// Whoever scales the services by what waits for them, such as KEDA.
  public static final Access AUTOSCALER =
      new Access(
          "autoscaler",
          List.of(
              topic(Topics.PROBE_RESULTS, "what waits to be classified", DESCRIBE),
              topic(Topics.ALERTS, "what waits to be told", DESCRIBE),
              new Grant(
                  GROUP, "mailbuoy-classifier", LITERAL, List.of(DESCRIBE), "how far it has read"),
              new Grant(
                  GROUP, "mailbuoy-notifier", LITERAL, List.of(DESCRIBE), "how far it has read")));

  public Access {
    grants = List.copyOf(grants);
  }

  /// Everybody who needs the cluster.
  public static List<Access> all() {
    return List.of(PROBE_SERVICE, CLASSIFIER_SERVICE, NOTIFIER_SERVICE, AUTOSCALER);
  }

  /// The rules as a broker takes them.
  ///
  /// @param principal who it is to the broker, for example `User:probe-service`
  public List<AclBinding> bindings(String principal) {
    List<AclBinding> bindings = new ArrayList<>();
    for (Grant grant : grants) {
      for (AclOperation operation : grant.operations()) {
        bindings.add(
            new AclBinding(
                new ResourcePattern(grant.type(), grant.name(), grant.pattern()),
                new AccessControlEntry(principal, ANY_HOST, operation, AclPermissionType.ALLOW)));
      }
    }
    return bindings;
  }

  private static Grant topic(Topic<?> topic, String why, AclOperation... operations) {
    return new Grant(TOPIC, topic.name(), LITERAL, List.of(operations), why);
  }

  private static Grant deadLetters(Topic<?> topic) {
    return new Grant(TOPIC, topic.deadLetters(), LITERAL, List.of(WRITE), "what it could not read");
  }

  private static Grant groups(String prefix, String why) {
    return new Grant(GROUP, prefix, PREFIXED, List.of(READ), why);
  }
}
