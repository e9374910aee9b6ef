#include "harness/error.h"
#include "harness/module.h"

#include <cupti.h>
#include <cxxabi.h>
#include <fmt/core.h>

#include <array>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

namespace warpmark {
namespace {

constexpr std::array kRecorded{CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL, CUPTI_ACTIVITY_KIND_MEMCPY,
                               CUPTI_ACTIVITY_KIND_MEMCPY2, CUPTI_ACTIVITY_KIND_MEMSET};

void check(CUptiResult status, const char* call) {
  if (status == CUPTI_SUCCESS) return;
  const char* text = "unknown error";
  cuptiGetResultString(status, &text);
  throw Unsupported(fmt::format("{}: {}", call, text));
}

std::string demangled(const char* name) {
  const std::unique_ptr<char, decltype(&std::free)> text(
      abi::__cxa_demangle(name, nullptr, nullptr, nullptr), &std::free);
  return text ? text.get() : name;
}

ActivityKind copy_kind(std::uint8_t kind) {
  switch (kind) {
    case CUPTI_ACTIVITY_MEMCPY_KIND_HTOD:
    case CUPTI_ACTIVITY_MEMCPY_KIND_HTOA: return ActivityKind::upload;
    case CUPTI_ACTIVITY_MEMCPY_KIND_DTOH:
    case CUPTI_ACTIVITY_MEMCPY_KIND_ATOH: return ActivityKind::download;
    default: return ActivityKind::copy;
  }
}

/// `record`: one of CUPTI's structures, all of which name the fields so.
template <class Record>
Activity activity(ActivityKind kind, const Record& record, std::string name, double bytes) {
  return {kind,
          std::move(name),
          static_cast<int>(record.deviceId),
          record.streamId,
          static_cast<Nanoseconds>(record.start),
          static_cast<Nanoseconds>(record.end),
          bytes};
}

template <class Record>
Activity copy(const CUpti_Activity& any) {
  const auto& record = reinterpret_cast<const Record&>(any);
  const ActivityKind kind = copy_kind(record.copyKind);
  return activity(kind, record, std::string(name(kind)), static_cast<double>(record.bytes));
}

/// Empty for records of other kinds.
std::optional<Activity> translate(const CUpti_Activity& any) {
  switch (any.kind) {
    case CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL: {
      const auto& record = reinterpret_cast<const CUpti_ActivityKernel10&>(any);
      return activity(ActivityKind::kernel, record, demangled(record.name), 0);
    }
    case CUPTI_ACTIVITY_KIND_MEMCPY: return copy<CUpti_ActivityMemcpy6>(any);
    case CUPTI_ACTIVITY_KIND_MEMCPY2: return copy<CUpti_ActivityMemcpyPtoP4>(any);
    case CUPTI_ACTIVITY_KIND_MEMSET: {
      const auto& record = reinterpret_cast<const CUpti_ActivityMemset4&>(any);
      return activity(ActivityKind::memset, record, std::string(name(ActivityKind::memset)),
                      static_cast<double>(record.bytes));
    }
    default: return {};
  }
}

/// What CUPTI's thread has delivered.
class Inbox {
 public:
  void add(const CUpti_Activity& record) {
    std::optional<Activity> done = translate(record);
    if (!done) return;
    const std::lock_guard lock(mutex_);
    // CUPTI's sign for a record that it could not time.
    if (done->begin == 0) ++lost_;
    if (done->begin != 0) activities_.push_back(std::move(*done));
  }
  void lose(std::size_t records) {
    const std::lock_guard lock(mutex_);
    lost_ += records;
  }
  std::vector<Activity> take() {
    const std::lock_guard lock(mutex_);
    if (lost_ > 0) throw std::runtime_error(fmt::format("CUPTI lost {} records", lost_));
    return std::exchange(activities_, {});
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    activities_.clear();
    lost_ = 0;
  }

 private:
  std::mutex mutex_;
  std::vector<Activity> activities_;
  std::size_t lost_ = 0;
};

/// CUPTI's callbacks carry nothing by which to find an object, so there is one in all.
Inbox& inbox() {
  static Inbox one;
  return one;
}

using Word = std::uint64_t;  // the alignment that records need
constexpr std::size_t kBufferBytes = std::size_t{1} << 20;

void CUPTIAPI request_buffer(std::uint8_t** buffer, std::size_t* bytes,
                             std::size_t* most) noexcept {
  *buffer = reinterpret_cast<std::uint8_t*>(
      std::make_unique<Word[]>(kBufferBytes / sizeof(Word)).release());
  *bytes = kBufferBytes;
  *most = 0;  // as many records as fit
}

void CUPTIAPI buffer_completed(CUcontext context, std::uint32_t stream, std::uint8_t* buffer,
                               std::size_t, std::size_t bytes) noexcept {
  const std::unique_ptr<Word[]> owned(reinterpret_cast<Word*>(buffer));
  CUpti_Activity* record = nullptr;
  while (cuptiActivityGetNextRecord(buffer, bytes, &record) == CUPTI_SUCCESS) {
    inbox().add(*record);
  }
  std::size_t dropped = 0;
  if (cuptiActivityGetNumDroppedRecords(context, stream, &dropped) == CUPTI_SUCCESS) {
    inbox().lose(dropped);
  }
}

std::uint64_t CUPTIAPI timestamp() { return static_cast<std::uint64_t>(steady_now()); }

class CuptiRecorder : public ActivityRecorder {
 public:
  CuptiRecorder() {
    check(cuptiActivityRegisterTimestampCallback(timestamp), "CUPTI's clock");
    check(cuptiActivityRegisterCallbacks(request_buffer, buffer_completed), "CUPTI's callbacks");
    for (const CUpti_ActivityKind kind : kRecorded) {
      check(cuptiActivityEnable(kind), "cuptiActivityEnable");
    }
  }
  ~CuptiRecorder() override {
    for (const CUpti_ActivityKind kind : kRecorded) cuptiActivityDisable(kind);
    cuptiActivityFlushAll(CUPTI_ACTIVITY_FLAG_FLUSH_FORCED);
    inbox().clear();
  }
  std::vector<Activity> take() override {
    check(cuptiActivityFlushAll(0), "cuptiActivityFlushAll");
    return inbox().take();
  }
};

}  // namespace

void cupti_activity(Module& module) {
  module.record_activity = [] { return std::make_unique<CuptiRecorder>(); };
}

}  // namespace warpmark
