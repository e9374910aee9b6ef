#pragma once

#include "reports/html/chart.h"
#include "reports/html/measurement.h"

#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

// What the sections share: putting measurements together, and naming and marking them.
namespace warpmark::html {

/// Things with the same key, keys in the order in which they first appear.
template <class T>
class Groups {
 public:
  struct Group {
    std::string key;
    std::vector<T> members;
  };
  void add(const std::string& key, T member) {
    const auto [place, fresh] = places_.emplace(key, groups_.size());
    if (fresh) groups_.push_back({key, {}});
    groups_[place->second].members.push_back(std::move(member));
  }
  auto begin() const { return groups_.begin(); }
  auto end() const { return groups_.end(); }
  std::size_t size() const { return groups_.size(); }

 private:
  std::vector<Group> groups_;
  std::unordered_map<std::string, std::size_t> places_;
};

/// Tells runs of one case apart.
class RunNames {
 public:
  /// `text`; from the second time on in this group, with ", run 2" behind it.
  std::string operator()(const std::string& group, const std::string& text);

 private:
  std::map<std::pair<std::string, std::string>, int> seen_;
};

/// The marks by which timings are known in every drawing.
Mark timing_mark(const std::string& timing);

/// A legend of timings: once each, in the order of docs/method.md.
std::vector<Key> timing_keys(const std::vector<std::string>& timings);

/// A mark of its own for each of many series.
Mark series_mark(std::size_t index);

/// "onednn  fp32  m=n=k=2048": the case without benchmark and timing.
std::string short_name(const Result& row);

/// "cublas (gpu 0)".
std::string variant_on_device(const Result& row);

/// "cpu, 2 threads", "gpu 0, NVIDIA H200".
std::string device_name(const Result& row);

// Labels of ticks.
std::string time_label(double seconds);
std::string amount_label(double amount);  // "20 G"
std::string ratio_label(double ratio);    // "0.5×"
std::string percent_label(double percent);
std::string number_label(double number);
std::string size_label(double size);  // "64K": as --axis takes it

/// "8.90 TFLOP/s", "12 mJ": a decimal prefix, and no more digits than the interval supports.
std::string rounded_amount(const Estimate& amount, const std::string& unit);

/// A percentage that the row has for its rate, for the time of all runs and with no more digits
/// than its interval supports; empty where there is none.
std::string percent_cell(const Measurement& m, const Result::Number& percent);

/// How many; empty where that is not known.
std::string count_cell(std::size_t count);

/// A number as a table shows it; empty where there is none.
std::string number_cell(const Result::Number& value, int digits = 3);

}  // namespace warpmark::html
