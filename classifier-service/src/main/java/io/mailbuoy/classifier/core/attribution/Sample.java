package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.state.History;
import io.mailbuoy.contracts.event.FailureKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A remembered first attempt of one of several members.
///
/// @param at in milliseconds since 1970
/// @param usual how often its target fails when nothing is wrong
record Sample(long at, boolean failed, double usual) {

  /// Those since an onset, the newest first.
  static List<Sample> newestFirst(List<Member> members, long onset) {
    List<Sample> samples = new ArrayList<>();
    for (Member member : members) {
      double usual = member.baseline();
      History history = member.sight().history();
      for (int back = 0; back < history.size(); back++) {
        if (history.at(back) >= onset) {
          History.Entry entry = history.entry(back);
          FailureKind kind = entry.kind();
          if (entry.first() && (kind == null || member.concerns(kind))) {
            samples.add(new Sample(entry.at(), entry.failed(), usual));
          }
        }
      }
    }
    samples.sort(Comparator.comparingLong(Sample::at).reversed());
    return samples;
  }
}
