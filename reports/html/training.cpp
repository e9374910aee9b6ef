#include "reports/html/groups.h"
#include "reports/html/sections.h"
#include "reports/html/text.h"
#include "reports/row_text.h"

#include <fmt/core.h>

#include <algorithm>

namespace warpmark::html {
namespace {

/// The epochs of one training run.
struct Training {
  const Result* row = nullptr;
  std::string name;  // "onednn fp32, cpu, 2 threads"
};

/// The counter at each epoch, over what `x` says of the epoch and of the seconds trained so far.
template <class X>
std::vector<Series::Value> values(const Training& training, const std::string& counter, X x) {
  std::vector<Series::Value> out;
  double seconds = 0;
  for (const Sample& epoch : training.row->sample_list) {
    seconds += epoch.seconds;
    const auto found = epoch.counters.find(counter), number = epoch.counters.find("epoch");
    if (found == epoch.counters.end() || number == epoch.counters.end()) continue;
    out.push_back({x(number->second, seconds), found->second});
  }
  return out;
}

double epoch_number(double epoch, double) { return epoch; }
double seconds_trained(double, double seconds) { return seconds; }

/// A hollow mark, the smaller the later it is drawn: curves that coincide are all seen.
Mark ring(std::size_t index) {
  Mark mark = series_mark(index);
  mark.filled = false;
  mark.radius = 6.5 - 1.5 * static_cast<double>(std::min<std::size_t>(index, 3));
  return mark;
}

bool is_curve(const Series& series) { return series.values.size() > 1; }

/// A curve for each training; none where the counter was never counted, or by one epoch alone.
template <class X>
void add_chart(Section& section, const std::string& title, const std::vector<Training>& trainings,
               const std::string& counter, Axis x_axis, const std::string& y_title, X x) {
  LineChart chart{title, title + " of each training run.", std::move(x_axis), {}, {}};
  chart.y = {y_title, Scale::Kind::linear, number_label};
  for (const Training& training : trainings) {
    Series series{
        training.name, values(training, counter, x), {}, series_mark(chart.series.size())};
    series.mark = ring(chart.series.size());
    const bool cpu = training.row->device == "cpu";
    series.stroke = Stroke{series.mark->paint, 1.5, cpu ? "4 3" : ""};
    if (!series.values.empty()) chart.series.push_back(std::move(series));
  }
  const bool curves = std::any_of(chart.series.begin(), chart.series.end(), is_curve);
  if (curves) section.panels.push_back(draw(chart));
}

/// Of the epoch's number: no ticks between epochs.
Axis epoch_axis(const std::vector<Training>& trainings) {
  Axis axis{"epoch", Scale::Kind::linear, number_label, {}};
  std::size_t most = 0;
  for (const Training& training : trainings) {
    most = std::max(most, training.row->sample_list.size());
  }
  for (std::size_t epoch = 1; epoch <= most && most <= 10; ++epoch) {
    axis.ticks.push_back(static_cast<double>(epoch));
  }
  return axis;
}

void add_charts(Section& section, const std::string& what, const std::vector<Training>& trainings) {
  const Axis epochs = epoch_axis(trainings);
  const Axis seconds{
      "seconds of training, evaluation not counted", Scale::Kind::linear, number_label, {}};
  add_chart(section, what + ": loss", trainings, "loss", epochs, "loss", epoch_number);
  for (const auto& [counter, name] : {std::pair{"test_accuracy_pct", "accuracy on the test set"},
                                      {"validation_accuracy_pct", "accuracy on held-out images"},
                                      {"train_accuracy_pct", "accuracy on the training set"}}) {
    add_chart(section, fmt::format("{}: {}", what, name), trainings, counter, epochs,
              fmt::format("{}, %", name), epoch_number);
  }
  add_chart(section, what + ": accuracy by time", trainings, "test_accuracy_pct", seconds,
            "accuracy on the test set, %", seconds_trained);
}

std::string counter_cell(const Sample& epoch, const std::string& name) {
  const auto found = epoch.counters.find(name);
  return found == epoch.counters.end() ? "" : fmt::format("{:.4g}", found->second);
}

/// Seconds of training up to the first epoch with 98 % of the test images, where there was one.
Result::Number seconds_to_accuracy(const Result& row) {
  const auto found = row.counters.find("seconds_to_98_pct");
  return found == row.counters.end() ? Result::Number() : Result::Number(found->second);
}

/// Images per second of one epoch, which has no interval.
std::string rate_cell(const Sample& epoch) {
  const auto found = epoch.counters.find("images_per_s");
  return found == epoch.counters.end() ? "" : rounded({found->second, {}});
}

void add_rows(Table& table, const Study& study, const Training& training) {
  double seconds = 0;
  const auto to_accuracy = seconds_to_accuracy(*training.row);
  const std::string reached = to_accuracy ? time_text({*to_accuracy, {}}) : "";
  for (const Sample& epoch : training.row->sample_list) {
    seconds += epoch.seconds;
    table.rows.push_back(
        {training.row->case_id, device_name(*training.row) + study.on_machine(*training.row),
         training.row->run_id, counter_cell(epoch, "epoch"), time_text({epoch.seconds, {}}),
         time_text({seconds, {}}), counter_cell(epoch, "loss"),
         counter_cell(epoch, "train_accuracy_pct"), counter_cell(epoch, "validation_accuracy_pct"),
         counter_cell(epoch, "test_accuracy_pct"), rate_cell(epoch), reached});
  }
}

/// All that must be equal for two trainings to be of the same work: network, batch, epochs,
/// schedule and whatever else has an axis, images and arithmetic of an epoch. Not the number
/// format, whose effect on the accuracy is to be seen.
std::string work_of(const Result& row) {
  std::string text = row.benchmark;
  for (const auto& [axis, value] : row.point) text += ' ' + axis + '=' + warpmark::text(value);
  return text + fmt::format(" {} {}", row.items.value_or(0), row.flops.value_or(0));
}

/// The work as its name has it: without what axes are where nobody sets them.
std::string title_of(const Result& row) {
  std::string text = row.benchmark;
  for (const auto& [axis, value] : row.point) {
    const bool named = ('.' + point_of(row) + '.').find('.' + axis + '=') != std::string::npos;
    if (named) text += ", " + axis + '=' + warpmark::text(value);
  }
  return text;
}

/// "train_mnist, batch=64: 98 % of the test images after 2.1 s (onednn fp32, cpu, 2 threads)".
void add_to_accuracy(Section& section, const std::string& what,
                     const std::vector<Training>& trainings) {
  std::string text;
  for (const Training& training : trainings) {
    const auto seconds = seconds_to_accuracy(*training.row);
    if (!seconds) continue;
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", time_text({*seconds, {}}),
                        training.name);
  }
  if (!text.empty()) {
    section.sentences.push_back(what + ": 98 % of the test images after training for " + text +
                                '.');
  }
}

/// Images per second of steps and of inference, one row for each case.
void add_rates(Section& section, const Study& study) {
  Groups<DotPlot::Row> benchmarks;
  for (const Measurement& m : study.measurements) {
    const bool timed = m.row.timing == "step" || m.row.timing == "epoch";
    if (!timed || m.row.items.value_or(0) <= 0) continue;
    const Estimate images = rate(m, *m.row.items);
    const DotPlot::Dot dot{images.value, images.interval, timing_mark(m.row.timing)};
    benchmarks.add(m.row.benchmark,
                   {variant_on_device(m.row) + short_name(m.row).substr(m.row.variant.size()) +
                        study.on_machine(m.row),
                    {dot}});
    section.table.rows.push_back({m.row.case_id, device_name(m.row) + study.on_machine(m.row),
                                  counted(m.medians_s.size(), "run"), "", time_text(m.time), "", "",
                                  "", "", "", rounded(images), ""});
  }
  for (const auto& [benchmark, rows] : benchmarks) {
    DotPlot plot{benchmark + ": images per second", "", {}, {}, {}, rows};
    plot.description = plot.title;
    plot.x = {"images per second", Scale::Kind::logarithmic, amount_label};
    plot.keys = timing_keys({"epoch", "step"});
    for (std::string& panel : draw(plot)) section.panels.push_back(panel);
  }
}

}  // namespace

Section training(const Study& study) {
  Section section{"training", "Training and inference", {}, {}, {}, {}};
  section.table.columns = {{"case"},
                           {"device"},
                           {"run"},
                           {"epoch", true},
                           {"time", true},
                           {"time so far", true},
                           {"loss", true},
                           {"training set, %", true},
                           {"held out, %", true},
                           {"test set, %", true},
                           {"images/s", true},
                           {"training to 98 %", true}};
  Groups<Training> works;
  RunNames names;
  for (const Result& row : study.rows) {
    if (row.sample_list.empty() || !usable(row)) continue;
    const std::string work = work_of(row);
    const std::string name =
        row.variant + ' ' + row.dtype + ", " + device_text(row) + study.on_machine(row);
    works.add(work, {&row, names(work, name)});
  }
  for (const auto& [work, trainings] : works) {
    const std::string what = title_of(*trainings.front().row);
    add_to_accuracy(section, what, trainings);
    add_charts(section, what, trainings);
    for (const Training& training : trainings) add_rows(section.table, study, training);
  }
  add_rates(section, study);
  if (works.size() == 0) section.sentences.emplace_back("No network was trained.");
  section.how_to_read =
      "a curve for each training run, dashed on a CPU and solid on a GPU; only trainings of equal "
      "batch, epochs, schedule and images share a drawing. Curves that coincide by epoch learnt "
      "the same, and only then does the one that rises sooner by time win; a training of one epoch "
      "is in the table alone.";
  return section;
}

}  // namespace warpmark::html
