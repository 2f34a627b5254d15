package io.mailbuoy.benchmarks.throughput;

import java.time.Instant;
import java.util.SplittableRandom;

/// Results of a number of mailboxes that are probed once a minute, evenly over the minute, shared
/// out among tenants. One in 500 fails, by a chance that is the same in each run and has no memory:
/// failures that came to few mailboxes again and again would be a fault.
///
/// @param tenants their number
/// @param targets of all tenants together
/// @param begin time of the first result
/// @param apart whether each tenant has a service of its own, so that none sees what the others see
record Load(int tenants, int targets, Instant begin, boolean apart) {
  private static final long INTERVAL = 60_000;
  private static final int FAILS_ONE_IN = 500;

  /// Tenants of one provider.
  Load(int tenants, int targets, Instant begin) {
    this(tenants, targets, begin, false);
  }

  /// The target that has its turn.
  int target(long number) {
    return (int) (number % targets);
  }

  String targetId(long number) {
    return "mailbox-%06d".formatted(target(number));
  }

  String tenant(long number) {
    return tenantOf(target(number) % tenants);
  }

  static String tenantOf(int number) {
    return "tenant-%02d".formatted(number);
  }

  /// When it was probed.
  Instant at(long number) {
    return begin.plusMillis(number * INTERVAL / targets);
  }

  /// The result as the probe service writes it.
  String json(long number) {
    return json(number, new SplittableRandom(number).nextInt(FAILS_ONE_IN) == 0);
  }

  String json(long number, boolean failed) {
    String phases =
        """
        [{"phase":"token","millis":0},{"phase":"dns","millis":2},{"phase":"connect","millis":18},\
        {"phase":"tls","millis":41},{"phase":"greeting","millis":%d},{"phase":"authenticate","millis":912}\
        """
            .formatted(60 + number % 20);
    String end =
        failed
            ? """
            ],"outcome":"failure","failure":{"phase":"authenticate","kind":"auth-rejected",\
            "serverText":"NO AUTHENTICATE failed.","retryable":true}\
            """
            : """
            ,{"phase":"examine","millis":44},{"phase":"logout","millis":3}],"outcome":"success"\
            """;
    return """
    {"id":"%s-%d","cycle":"c-%d","targetId":"%s","tenant":"%s","location":"fra1",\
    "service":"%s","protocol":"imap","role":"subject","startedAt":"%s","durationMillis":1090,\
    "attempt":1,"phases":%s%s,"server":{"address":"203.0.113.7:993",\
    "greeting":"* OK The Microsoft Exchange IMAP4 service is ready. [RgBSADMAUAAyADgAMQ==]",\
    "frontEnd":"FR3P281CA0157.DEUP281.PROD.OUTLOOK.COM"},"tls":{"protocol":"TLSv1.3",\
    "cipher":"TLS_AES_256_GCM_SHA384","notAfter":"2027-03-01T00:00:00Z"}}\
    """
        .formatted(
            targetId(number),
            number,
            number,
            targetId(number),
            tenant(number),
            apart ? "mail-of-" + tenant(number) : "exchange-online",
            at(number),
            phases,
            end);
  }
}
