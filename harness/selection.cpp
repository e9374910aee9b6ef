#include "harness/case.h"
#include "harness/error.h"
#include "harness/pattern.h"

#include <algorithm>
#include <cctype>

namespace warpmark {
namespace {

const BenchmarkSpec& find_spec(const std::vector<BenchmarkSpec>& catalog, const std::string& name) {
  for (const BenchmarkSpec& spec : catalog) {
    if (spec.name == name) return spec;
  }
  throw UsageError("unknown benchmark '" + name + "'");
}

/// The spec's axes with the values that the suite and then the command line ask for.
std::vector<Axis> override_axes(const BenchmarkSpec& spec, const Selection& selection,
                                const CaseFilter& filter) {
  std::vector<Axis> axes = spec.axes;
  for (const auto* overrides : {&selection.axes, &filter.axes}) {
    for (const Axis& wanted : *overrides) {
      const auto axis = std::find_if(axes.begin(), axes.end(),
                                     [&](const Axis& a) { return a.name == wanted.name; });
      if (axis != axes.end()) axis->values = wanted.values;
    }
  }
  return axes;
}

template <class T>
bool wanted(const std::vector<T>& list, const T& value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

void require_plain(const std::string& id) {
  const auto plain = [](unsigned char c) {
    return std::isalnum(c) || c == '.' || c == '=' || c == '_' || c == '-';
  };
  if (std::all_of(id.begin(), id.end(), plain)) return;
  throw UsageError("case '" + id + "': names may have only letters, digits and . = _ -");
}

/// Appends the cases of one point, the CPU's first.
class PointCases {
 public:
  PointCases(const Suite& suite, const Selection& selection, const CaseFilter& filter,
             std::vector<Case>& out)
      : suite_(suite),
        selection_(selection),
        filter_(filter),
        pattern_(filter.regex, "--filter"),
        out_(out) {}

  void append(const BenchmarkSpec& spec, const Params& params,
              const std::function<bool(const std::string&)>& built) {
    for (DeviceKind kind : {DeviceKind::cpu, DeviceKind::gpu}) {
      for (const Device& device : filter_.devices) {
        if (device.kind != kind || !wanted(selection_.devices, kind)) continue;
        for (const Variant& variant : spec.variants) {
          const bool listed = variant.device == kind && wanted(selection_.variants, variant.name) &&
                              variant.supports(params) && (variant.make || built(variant.module));
          if (listed) append_timings(spec, variant, params, device);
        }
      }
    }
  }

 private:
  void append_timings(const BenchmarkSpec& spec, const Variant& variant, const Params& params,
                      const Device& device) {
    for (Timing timing : variant.timings) {
      if (!wanted(selection_.timings, timing) && filter_.timings.empty()) continue;
      if (!wanted(filter_.timings, timing)) continue;
      Case c{&spec, &variant, params, timing, device, suite_.name, suite_.max_time_s};
      c.warmup_s = spec.sampling(params, timing).warmup_s;
      if (device.kind == DeviceKind::cpu) c.threads = filter_.threads;
      const std::string id = c.id();
      require_plain(id);
      if (pattern_.found_in(id)) out_.push_back(std::move(c));
    }
  }

  const Suite& suite_;
  const Selection& selection_;
  const CaseFilter& filter_;
  Pattern pattern_;
  std::vector<Case>& out_;
};

}  // namespace

std::vector<Case> select_cases(const std::vector<BenchmarkSpec>& catalog, const Suite& suite,
                               const CaseFilter& filter,
                               const std::function<bool(const std::string&)>& built) {
  std::vector<Case> cases;
  for (const Selection& selection : suite.selections) {
    const BenchmarkSpec& spec = find_spec(catalog, selection.benchmark);
    PointCases point_cases(suite, selection, filter, cases);
    for (const Params& params : grid(override_axes(spec, selection, filter))) {
      point_cases.append(spec, params, built);
    }
  }
  return cases;
}

}  // namespace warpmark
