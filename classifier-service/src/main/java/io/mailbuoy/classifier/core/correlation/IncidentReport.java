package io.mailbuoy.classifier.core.correlation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.mailbuoy.classifier.core.correlation.reading.Paragraph;
import io.mailbuoy.classifier.core.correlation.reading.Passage;
import io.mailbuoy.classifier.core.correlation.reading.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an incident of the provider's feed says, freed of its form. Its text is read once, when it
/// arrives, and what it says is kept, not the text.
///
/// @param service the feed's name of the service, in lower case
/// @param workloads names of further services that the feed lists as affected, in lower case
/// @param classification in lower case; `incident`, `advisory`, or a word that is not known
/// @param status as received; its words change with the vendor
/// @param standing what the status means
/// @param start when the provider says that it began
/// @param end when the provider says that it ended
/// @param statements what its text says of methods and symptoms
public record IncidentReport(
    String id,
    String title,
    String service,
    List<String> workloads,
    String classification,
    String status,
    Standing standing,
    @Nullable Instant start,
    @Nullable Instant end,
    List<Statement> statements) {
  /// Whether the provider still stands by it.
  public enum Standing {
    /// It goes on.
    OPEN,
    /// The provider says that it is over.
    CLOSED,
    /// The provider says that there was nothing.
    WITHDRAWN
  }

  /// Reads a saved form. The first one held the text, which is read here; statements of a newer one
  /// that are not understood are left out.
  @JsonCreator
  static IncidentReport saved(
      @JsonProperty("id") String id,
      @JsonProperty("title") String title,
      @JsonProperty("service") String service,
      @JsonProperty("workloads") @Nullable List<String> workloads,
      @JsonProperty("classification") String classification,
      @JsonProperty("status") String status,
      @JsonProperty("standing") Standing standing,
      @JsonProperty("start") @Nullable Instant start,
      @JsonProperty("end") @Nullable Instant end,
      @JsonProperty("statements") @Nullable List<String> statements,
      @JsonProperty("said") @Nullable String said) {
    List<Statement> read =
        statements != null
            ? statements.stream().map(Statement::parse).flatMap(Optional::stream).toList()
            : Vocabulary.SHIPPED
                .reader()
                .statements(
                    List.of(new Passage(Paragraph.USER_IMPACT, said == null ? title : said)));
    return new IncidentReport(
        id,
        title,
        service,
        workloads == null ? List.of() : workloads,
        classification,
        status,
        standing,
        start,
        end,
        read);
  }

  /// Whether both say the same, whatever their title and status: a form that differs from the one
  /// before only in these is no new statement of the provider.
  public boolean saysTheSameAs(IncidentReport other) {
    return service.equals(other.service)
        && workloads.equals(other.workloads)
        && classification.equals(other.classification)
        && standing == other.standing
        && java.util.Objects.equals(start, other.start)
        && java.util.Objects.equals(end, other.end)
        && statements.equals(other.statements);
  }

  /// The same with another end.
  public IncidentReport until(@Nullable Instant newEnd) {
    return new IncidentReport(
        id, title, service, workloads, classification, status, standing, start, newEnd, statements);
  }
}
