#include "harness/inject.h"

#include "harness/error.h"

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <cmath>
#include <new>
#include <stdexcept>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace warpmark {
namespace {

constexpr std::array<std::pair<std::string_view, Fault>, 6> kFaults{{{"crash", Fault::crash},
                                                                     {"hang", Fault::hang},
                                                                     {"throw", Fault::exception},
                                                                     {"oom", Fault::oom},
                                                                     {"wrong", Fault::wrong},
                                                                     {"slow", Fault::slow}}};

/// A workload with another in it, to which it leaves everything.
class Wrapped : public Workload {
 public:
  explicit Wrapped(std::unique_ptr<Workload> inner) : inner_(std::move(inner)) {}
  Traits traits() const override { return inner_->traits(); }
  void upload() override { inner_->upload(); }
  void run() override { inner_->run(); }
  void download() override { inner_->download(); }
  void reset() override { inner_->reset(); }
  void rehearse() override { inner_->rehearse(); }
  void warm_up() override { inner_->warm_up(); }
  Outputs outputs() override { return inner_->outputs(); }
  void annotate(Sample& sample) override { inner_->annotate(sample); }
  Counters observe() override { return inner_->observe(); }

 private:
  std::unique_ptr<Workload> inner_;
};

void write_where_nothing_may_be_written() {
  void* page = ::mmap(nullptr, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  *static_cast<volatile char*>(page) = 0;
}

void exhaust_memory() {
  constexpr std::size_t kMoreThanAddresses = std::size_t{1} << 60;
  const void* memory = ::mmap(nullptr, kMoreThanAddresses, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
}

/// Never ends a repetition.
class Broken : public Wrapped {
 public:
  Broken(std::unique_ptr<Workload> inner, Fault fault) : Wrapped(std::move(inner)), fault_(fault) {}
  void run() override {
    if (fault_ == Fault::crash) write_where_nothing_may_be_written();
    if (fault_ == Fault::oom) exhaust_memory();
    while (fault_ == Fault::hang) ::pause();
    throw std::runtime_error("thrown on purpose");
  }

 private:
  Fault fault_;
};

/// An output whose last element is read back changed.
class ChangedOutput : public Output {
 public:
  explicit ChangedOutput(std::unique_ptr<Output> inner)
      : Output(inner->name, inner->dtype, inner->shape), inner_(std::move(inner)) {}
  void read(Index begin, std::span<double> out) override {
    inner_->read(begin, out);
    const Index last = count(shape) - 1 - begin;
    if (last < 0 || last >= static_cast<Index>(out.size())) return;
    double& element = out[static_cast<std::size_t>(last)];
    element += 1 + std::abs(element);
  }
  void poison() override { inner_->poison(); }
  Index count_nan() override { return inner_->count_nan(); }

 private:
  std::unique_ptr<Output> inner_;
};

class Wrong : public Wrapped {
 public:
  using Wrapped::Wrapped;
  Outputs outputs() override {
    Outputs changed;
    for (auto& output : Wrapped::outputs()) {
      changed.push_back(std::make_unique<ChangedOutput>(std::move(output)));
    }
    return changed;
  }
};

/// Each repetition is `times` of the workload's, and one of `rest` where there is one.
class Slow : public Wrapped {
 public:
  Slow(std::unique_ptr<Workload> inner, int times, std::unique_ptr<Workload> rest)
      : Wrapped(std::move(inner)), times_(times), rest_(std::move(rest)) {}
  void upload() override {
    for (int i = 0; i < times_; ++i) Wrapped::upload();
    if (rest_) rest_->upload();
  }
  void run() override {
    for (int i = 0; i < times_; ++i) Wrapped::run();
    if (rest_) rest_->run();
  }
  void download() override {
    if (rest_) rest_->download();
    for (int i = 0; i < times_; ++i) Wrapped::download();
  }
  void reset() override {
    Wrapped::reset();
    if (rest_) rest_->reset();
  }

 private:
  int times_;
  std::unique_ptr<Workload> rest_;
};

std::unique_ptr<Workload> slow(double factor, const Case& c, std::unique_ptr<Workload> workload,
                               const MakeAt& make_at) {
  if (!workload->traits().repeatable && factor >= 2) {
    throw std::runtime_error("slow: the work of this case cannot be repeated");
  }
  const double times = std::floor(factor), share = factor - times;
  auto rest = share > 0 ? make_at(reduced(c, share)) : nullptr;
  return std::make_unique<Slow>(std::move(workload), static_cast<int>(times), std::move(rest));
}

/// What limits, as far as Work knows: arithmetic, else traffic.
double amount(const Case& c, const Params& params) {
  Case other = c;
  other.params = params;
  const Work work = other.work();
  return work.flops > 0 ? work.flops : work.bytes;
}

double parse_factor(const std::string& text, const std::string& whole) {
  double factor = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), factor);
  if (error != std::errc() || end != text.data() + text.size() || !(factor >= 1 && factor <= 100)) {
    throw UsageError("--inject " + whole + ": '" + text + "' is no factor from 1 to 100");
  }
  return factor;
}

}  // namespace

Injection parse_injection(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) throw UsageError("--inject " + text + " lacks =REGEX");
  const std::string name = text.substr(0, equals);
  const std::size_t colon = std::min(name.find(':'), name.size());
  const std::string kind = name.substr(0, colon);
  for (const auto& [known, fault] : kFaults) {
    if (known != kind || (fault == Fault::slow) != (colon < name.size())) continue;
    const double factor = fault == Fault::slow ? parse_factor(name.substr(colon + 1), text) : 1;
    return {name, fault, factor, Pattern(text.substr(equals + 1), "--inject " + name)};
  }
  throw UsageError("--inject " + text +
                   ": the faults are crash, hang, throw, oom, wrong and slow:FACTOR");
}

const Injection* find_injection(const std::vector<Injection>& injections,
                                const std::string& case_id) {
  for (const Injection& injection : injections) {
    if (injection.cases.found_in(case_id)) return &injection;
  }
  return nullptr;
}

std::unique_ptr<Workload> inject(const Injection& injection, const Case& c,
                                 std::unique_ptr<Workload> workload, const MakeAt& make_at) {
  switch (injection.fault) {
    case Fault::wrong: return std::make_unique<Wrong>(std::move(workload));
    case Fault::slow: return slow(injection.factor, c, std::move(workload), make_at);
    default: return std::make_unique<Broken>(std::move(workload), injection.fault);
  }
}

Params reduced(const Case& c, double share) {
  const double whole = amount(c, c.params);
  double nearest = 0;
  Params best;
  for (const auto& [axis, value] : c.params.values()) {
    const auto* size = std::get_if<std::int64_t>(&value);
    if (!size) continue;
    const double wanted = std::round(share * static_cast<double>(*size));
    Params smaller = c.params;
    smaller.set(axis, std::max<std::int64_t>(1, static_cast<std::int64_t>(wanted)));
    const double got = amount(c, smaller) / whole;
    if (!c.variant->supports(smaller) || std::abs(got - share) >= std::abs(nearest - share)) {
      continue;
    }
    nearest = got;
    best = std::move(smaller);
  }
  if (std::abs(nearest - share) > share / 10) {
    throw std::runtime_error(
        fmt::format("slow: no size of {} makes {:.2g} of its work", c.id(), share));
  }
  return best;
}

}  // namespace warpmark
